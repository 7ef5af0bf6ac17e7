# SPDX-License-Identifier: MIT
#
# zsh_completes.zsh FOLDER LINE WANTED - in an interactive zsh that finds its
# completions in FOLDER, type LINE and a tab, and wait for WANTED to be shown.
zmodload zsh/zpty

# What was shown so far, until it has the text of $1.
wait_for() {
	local part

	until [[ $seen == *"$1"* ]]; do
		zpty -r -t z part && seen+=$part || sleep 0.05
	done
}

seen=
zpty -b z zsh -f -i
zpty -w z 'PS1=; setopt no_beep zle'
zpty -w z "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w z 'print READY$((1+1))'
wait_for READY2
seen=
zpty -w -n z "$2"$'\t'
wait_for "$3"
