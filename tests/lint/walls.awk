# SPDX-License-Identifier: MIT
#
# walls.awk - the files of src/ against the tables of walls.sh
#
# Looks for circles in three nets:
#   rooms    one includes a header of another
#   headers  one includes another; their guards would hide a circle
#   files    one (its .c and .h) names a function or an object that another
#            one defines, so that neither can be used without the other
# That pool.c includes a private header, which includes pool.h for its types,
# is no circle.

function breach(file, text) {
	print "walls: " file ": " text
	n_breaches++
}

function trim(text) {
	gsub(/^[ \t]+|[ \t]+$/, "", text)
	return text
}

function read_tables(    rows, columns, words, i, j, n) {
	n = split(ENVIRON["ROOMS"], rows, "\n")
	for (i = 1; i <= n; i++) {
		if (split(rows[i], columns, "|") != 3)
			continue
		may_know[trim(columns[1])] = " " trim(columns[2]) " "
		shows[trim(columns[1])] = " " trim(columns[3]) " "
	}
	n = split(ENVIRON["CALLS"], rows, "\n")
	for (i = 1; i <= n; i++) {
		if (split(rows[i], columns, "|") != 2)
			continue
		for (j = split(columns[2], words, " "); j > 0; j--)
			caller[words[j]] = trim(columns[1])
	}
}

function without_suffix(path) {
	sub(/\.[ch]$/, "", path)
	return path
}

function room_of(path,    parts, n) {
	n = split(path, parts, "/")
	if (parts[1] == "formats" && n > 2)
		return parts[1] "/" parts[2]
	return without_suffix(parts[1])
}

function knowledge_of(room) {
	if (room ~ /^formats\//)
		return may_know[room] may_know["formats/*"]
	return may_know[room]
}

# Why a file of that room may not include a header of another, or "".
function why_not(room, header,    list, owner, noun) {
	list = knowledge_of(room)
	owner = room_of(header)
	if (!index(list, " " owner " ") && !index(list, " " header " "))
		return "may not know " header
	noun = without_suffix(header)
	sub(/^.*\//, "", noun)
	if (shows[owner] != " all " && !index(shows[owner], " " noun " "))
		return "may not know " header ", which is private"
	return ""
}

# Nodes are kept in the order of the files, so that what is said is, too.
function add_edge(net, from, to) {
	if (from == to || (net, from, to) in has_edge)
		return
	has_edge[net, from, to] = 1
	if (!((net, from) in edges))
		node[net, ++n_nodes[net]] = from
	edges[net, from] = edges[net, from] " " to
}

function read_own(file, header,    room, why) {
	if (!(header in is_file)) {
		breach("src/" file, "\"" header "\" is not written from src/")
		return
	}
	if (file ~ /\.h$/)
		add_edge("headers", file, header)
	room = room_of(file)
	if (room == room_of(header))
		return
	add_edge("rooms", room, room_of(header))
	why = why_not(room, header)
	if (why != "")
		breach("src/" file, room " " why)
}

# Of a module, codec_NAME.c is in the program, which has not its library.
function is_row_of_module(file,    parts) {
	return split(file, parts, "/") == 3 && parts[1] == "formats" &&
	       parts[3] == "codec_" parts[2] ".c" &&
	       ("formats/" parts[2] "/" parts[2] "_module.c") in is_file
}

function read_foreign(file, header) {
	if (header ~ ENVIRON["SYSTEM_HEADERS"])
		return
	if (is_row_of_module(file))
		breach("src/" file, "is in the program and may not include <" \
		       header ">")
	if (header in user)
		breach("src/" file, "<" header "> is included by src/" \
		       user[header] " already")
	user[header] = file
}

function read_include(file, line,    header) {
	header = line
	sub(/^[ \t]*#[ \t]*include[ \t]*["<]/, "", header)
	sub(/[">].*$/, "", header)
	if (line ~ /include[ \t]*</ || header ~ /^\.\.\/third_party\//)
		read_foreign(file, header)
	else
		read_own(file, header)
}

# The line without its comments and what stands in quotes.
function code_of(line,    out, at) {
	for (;;) {
		if (in_comment) {
			at = index(line, "*/")
			if (at == 0)
				return out
			line = substr(line, at + 2)
			in_comment = 0
		}
		if (!match(line, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*/))
			return out line
		out = out substr(line, 1, RSTART - 1) " "
		in_comment = substr(line, RSTART, 2) == "/*"
		line = substr(line, RSTART + RLENGTH)
	}
}

# The layout tells definitions: a function's name opens a line after its
# type, an object's stands on a line that begins at the margin.
function read_definition(file, code,    name, type) {
	type = code_before
	name = code
	if (code ~ /^[a-z][A-Za-z0-9_]*\(/) {
		sub(/\(.*$/, "", name)
	} else if (code ~ /^[a-z].* =/) {
		type = code
		sub(/(\[.*)? =.*$/, "", name)
		sub(/^.*[^A-Za-z0-9_]/, "", name)
	} else {
		return
	}
	if (file ~ /\.c$/ && type ~ /(^| )static |_INLINE /)
		is_hidden[without_suffix(file), name] = 1
	else if (file ~ /\.c$/ || type ~ / inline /)
		definer[name] = without_suffix(file)
}

# In a header only a call within an inline function needs another file.
function read_names(file, code,    line, name, is_tag, is_call, part) {
	part = without_suffix(file)
	line = code
	while (match(code, /[A-Za-z_][A-Za-z0-9_]*/)) {
		is_tag = name == "struct"
		name = substr(code, RSTART, RLENGTH)
		code = substr(code, RSTART + RLENGTH)
		is_call = code ~ /^ *\(/
		if (is_call && name in caller)
			read_call(file, name)
		if (is_tag || file ~ /\.h$/ && !(is_call && line ~ /^\t/) ||
		    (part, name) in is_named)
			continue
		is_named[part, name] = 1
		naming_part[++n_namings] = part
		naming_name[n_namings] = name
	}
}

function read_call(file, name,    who) {
	who = caller[name]
	if (file == who || who ~ /\*$/ &&
	    index(file, substr(who, 1, length(who) - 1)) == 1)
		return
	breach("src/" file, "calls " name ", which " \
	       (who == "nobody" ? who : "only " who) " may")
}

# A name can be a variable's, too: it counts where the function is known.
function find_needs(    i, part, name, from, to) {
	for (i = 1; i <= n_namings; i++) {
		part = naming_part[i]
		name = naming_name[i]
		if (!(name in definer) || (part, name) in is_hidden)
			continue
		from = room_of(part)
		to = room_of(definer[name])
		if (from == to || index(to, from "/") == 1 ||
		    knowledge_of(from) ~ (" " to "[ /]"))
			add_edge("files", part, definer[name])
	}
}

# Follow all edges from a node; path holds the nodes that led to it.
function visit(net, from, path,    next_nodes, i, n, to) {
	is_open[net, from] = 1
	is_visited[net, from] = 1
	path = path " -> " from
	n = split(edges[net, from], next_nodes, " ")
	for (i = 1; i <= n; i++) {
		to = next_nodes[i]
		if (is_open[net, to])
			breach("src", "a circle of " net ": " \
			       substr(path, index(path " ", " " to " ") + 1) \
			       " -> " to)
		else if (!((net, to) in is_visited))
			visit(net, to, path)
	}
	is_open[net, from] = 0
}

function find_circles(net,    i) {
	for (i = 1; i <= n_nodes[net]; i++)
		if (!((net, node[net, i]) in is_visited))
			visit(net, node[net, i], "")
}

function check_room(file,    room) {
	room = room_of(file)
	if (!(room in may_know) && room !~ /^formats\//)
		breach("src/" file, "no such room in the table of walls.sh")
}

BEGIN {
	read_tables()
	for (i = 1; i < ARGC; i++) {
		is_file[ARGV[i]] = 1
		check_room(ARGV[i])
	}
}

FNR == 1 {
	in_comment = 0
	code_before = ""
}

!in_comment && /^[ \t]*#[ \t]*include[ \t]*["<]/ {
	read_include(FILENAME, $0)
}

{
	code = code_of($0)
	read_definition(FILENAME, code)
	read_names(FILENAME, code)
	code_before = code
}

END {
	find_needs()
	find_circles("rooms")
	find_circles("headers")
	find_circles("files")
	exit n_breaches > 0
}
