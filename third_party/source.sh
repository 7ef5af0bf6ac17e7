#!/bin/bash
# SPDX-License-Identifier: MIT
#
# source.sh FOLDER PACKAGE - the source of a library, as the distribution has it
#
# Unpacks what is installed of the Debian package, or another version where a
# mirror has not that one any more, as FOLDER/from_PACKAGE.  Needs dpkg-dev.
set -eu

package=$2
mkdir -p "$1"
cd "$1"
folder=$PWD

# The lists of sources, which a system need not have, in a place of our own.
if [ ! -e lists/done ]; then
	rm -rf lists sources
	mkdir -p lists/partial sources
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
		case $file in
		*.sources) to=sources/${file##*/} ;;
		*.list) to=sources/${file##*/} ;;
		*) continue ;;
		esac
		[ ! -e "$file" ] || sed -e 's/^Types:.*/Types: deb-src/' \
			-e '/^deb-src/d' -e 's/^deb /deb-src /' "$file" >"$to"
	done
fi
apt() {
	local program=$1

	shift
	"$program" -q -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$folder/sources" \
		-o Dir::State::Lists="$folder/lists" -o APT::Sandbox::User= "$@"
}
[ -e lists/done ] || { apt apt-get update && touch lists/done; }

read -r source version < <(dpkg-query -W -f \
	'${source:Package} ${source:Version}\n' "$package")
for version in "$version" $(apt apt-cache showsrc --only-source \
	"$source" | sed -n 's/^Version: //p'); do
	rm -rf "from_$package" "$source"-*/
	apt apt-get source --only-source "$source=$version" &&
		mv "$source"-*/ "from_$package" && exit
done
exit 1
