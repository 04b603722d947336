"""The compiled half of reading: bytes of XES or CSV in, numbers out.

A distinct text of a column gets a code when it is first met; the texts themselves stay raw, as the file spells them
(entities, quotes), and are made readable once each, afterwards, in Python. What does not fit into the arrays at hand
stops the scan before the piece that did not fit: whoever called makes room and goes on there. So memory holds a
piece of the file and the distinct texts, never the file.

Stamps become microseconds since 1970-01-01 UTC, counted in the proleptic Gregorian calendar after H. Hinnant,
"chrono-compatible low-level date algorithms" (`days_from_civil`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray

from varifocal.core.compiled import compiled

Numbers = NDArray[Any]

DONE, NO_ROOM, WRONG = 0, 1, 2
"""How a scan ends: the piece is used up as far as it is whole; make room; the file cannot be read further."""

NOT_XML, DOCTYPE, UNBALANCED, TOO_DEEP, NOT_A_LOG, AFTER_END = 1, 2, 3, 4, 5, 6
"""Why a scan of XES ends with WRONG."""

MOST_DEEP = 256
LOG, TRACE, EVENT, ATTRIBUTE, ELSE, NAMELESS = 1, 2, 3, 4, 5, 6
"""What an open element is: NAMELESS passes the column of its parent through (`values` of a list)."""

CLASSIFIER = 0
"""The column that keeps classifiers, whole tags."""

HAS_ZONE, NO_ZONE, NO_STAMP = 0, 1, 2
"""What is known of a stamp."""

YMD, DMY, MDY, EPOCH = 0, 1, 2, 3
"""In which order a stamp names year, month and day; or how many seconds (milli-, micro-) have passed since 1970."""

ENTRIES, POOLED, COLUMNS, DEPTH, CASES, EVENTS, CELLS, ERROR = 0, 1, 2, 3, 4, 5, 6, 7
LOOSE, KEYLESS, SEEN, ROWS, RAGGED, RAW = 8, 9, 10, 11, 12, 13
COUNTERS = 16
"""What is counted between calls, in one int64 array."""

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


class Texts(NamedTuple):
    """The distinct texts met so far, by column, found by open addressing."""

    table: Numbers
    """int32, a power of two long: number of the text plus one, 0 where free"""
    hashes: Numbers
    """int64"""
    start: Numbers
    """int64: where in `pool` the text lies"""
    length: Numbers
    """int32"""
    column: Numbers
    """int32"""
    code: Numbers
    """int32: its number within its column"""
    row: Numbers
    """int64: the event or row where it was first met"""
    pool: Numbers
    """uint8"""
    codes: Numbers
    """int32 by column: how many codes are given"""


class Cells(NamedTuple):
    """What stands in which row and column: one line an attribute that was read."""

    row: Numbers
    """int64: number of the case, or of the event"""
    column: Numbers
    """int32"""
    value: Numbers
    """int64: code of a text, or microseconds"""
    known: Numbers
    """int8: of a stamp HAS_ZONE, NO_ZONE, NO_STAMP (then `value` is the code of its text)"""


class Open(NamedTuple):
    """The elements that are open, outermost first."""

    name: Numbers
    """int64: a hash"""
    kind: Numbers
    """int8"""
    column: Numbers
    """int32: of attributes"""


@compiled
def rehash(table: Numbers, hashes: Numbers, entries: int) -> None:
    """Fill a larger, empty table with the texts met so far."""
    mask = len(table) - 1
    for number in range(entries):
        place = hashes[number] & mask
        while table[place]:
            place = (place + 1) & mask
        table[place] = number + 1


@compiled
def _hash(buffer: Numbers, begin: int, end: int, column: int) -> int:
    value = 0x4BF29CE484222325 + column * 0x1E3779B97F4A7C15
    for at in range(begin, end):
        value = (value ^ buffer[at]) * 0x100000001B3
    return value ^ (value >> 29)


@compiled
def _known_or(
    buffer: Numbers, begin: int, end: int, column: int, new: int, row: int, texts: Texts, count: Numbers
) -> int:
    """The code of this text within its column; where it was not met before, `new`, by which it is known from now on.
    There must be room."""
    hashed = _hash(buffer, begin, end, column)
    table, hashes, pool = texts.table, texts.hashes, texts.pool
    mask = len(table) - 1
    size = end - begin
    place = hashed & mask
    while table[place]:
        number = table[place] - 1
        if hashes[number] == hashed and texts.column[number] == column and texts.length[number] == size:
            start = texts.start[number]
            same = True
            for k in range(size):
                if pool[start + k] != buffer[begin + k]:
                    same = False
                    break
            if same:
                return texts.code[number]  # type: ignore[no-any-return]
        place = (place + 1) & mask
    number = count[ENTRIES]
    start = count[POOLED]
    for k in range(size):
        pool[start + k] = buffer[begin + k]
    hashes[number] = hashed
    texts.start[number] = start
    texts.length[number] = size
    texts.column[number] = column
    texts.row[number] = row
    texts.code[number] = new
    table[place] = number + 1
    count[ENTRIES] = number + 1
    count[POOLED] = start + size
    return new


@compiled
def _code(buffer: Numbers, begin: int, end: int, column: int, row: int, texts: Texts, count: Numbers) -> int:
    """The code of this text within its column: a new one where it was not met before. There must be room."""
    new = texts.codes[column]
    code = _known_or(buffer, begin, end, column, new, row, texts, count)
    if code == new:
        texts.codes[column] = new + 1
    return code


@compiled
def days_of(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 to this day."""
    if month <= 2:
        year -= 1
    era = (year if year >= 0 else year - 399) // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


@compiled
def _month_days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


@compiled
def stamp(buffer: Numbers, begin: int, end: int, order: int, out: Numbers, at: int) -> int:
    """Read a stamp into `out[at]`: microseconds, digits beyond the sixth dropped; says what is known of it.

    Understood: ISO 8601 and RFC 3339, `/` and `.` between the parts of a date, day or month first where `order`
    says so, a date alone (its midnight), am and pm, `Z`, `+01:00`, `+0100`, `+01`, `UTC` and `GMT`.
    """
    while begin < end and (buffer[begin] == 32 or buffer[begin] == 34 or buffer[begin] == 9):
        begin += 1
    while begin < end and (buffer[end - 1] == 32 or buffer[end - 1] == 34 or buffer[end - 1] == 9):
        end -= 1
    if begin >= end:
        return NO_STAMP
    if order == EPOCH:
        return _epoch(buffer, begin, end, out, at)
    # three numbers and what stands between them
    first = second = third = 0
    digits = 0
    spot = begin
    while spot < end and 48 <= buffer[spot] <= 57 and digits < 9:
        first = first * 10 + (buffer[spot] - 48)
        spot += 1
        digits += 1
    if order == YMD and digits == 8 and (spot == end or buffer[spot] == 84 or buffer[spot] == 32):
        first, second, third = first // 10000, first // 100 % 100, first % 100
    else:
        if (digits != 4) if order == YMD else not (1 <= digits <= 2):
            return NO_STAMP
        if spot >= end:
            return NO_STAMP
        between = buffer[spot]
        if between != 45 and between != 47 and between != 46:
            return NO_STAMP
        spot += 1
        digits = 0
        while spot < end and 48 <= buffer[spot] <= 57 and digits < 3:
            second = second * 10 + (buffer[spot] - 48)
            spot += 1
            digits += 1
        if not 1 <= digits <= 2 or spot >= end or buffer[spot] != between:
            return NO_STAMP
        spot += 1
        digits = 0
        while spot < end and 48 <= buffer[spot] <= 57 and digits < 5:
            third = third * 10 + (buffer[spot] - 48)
            spot += 1
            digits += 1
        if (not 1 <= digits <= 2) if order == YMD else digits != 4:
            return NO_STAMP
    year, month, day = first, second, third
    if order == DMY:
        year, month, day = third, second, first
    elif order == MDY:
        year, month, day = third, first, second
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= _month_days(year, month)):
        return NO_STAMP
    value = days_of(year, month, day) * _DAY
    if spot == end:
        out[at] = value
        return NO_ZONE
    if buffer[spot] == 84 or buffer[spot] == 116 or buffer[spot] == 44 or buffer[spot] == 32:
        spot += 1
        while spot < end and buffer[spot] == 32:
            spot += 1
        hour = minute = second_ = micro = 0
        digits = 0
        while spot < end and 48 <= buffer[spot] <= 57 and digits < 3:
            hour = hour * 10 + (buffer[spot] - 48)
            spot += 1
            digits += 1
        if not 1 <= digits <= 2 or spot >= end or buffer[spot] != 58:
            return NO_STAMP
        spot += 1
        digits = 0
        while spot < end and 48 <= buffer[spot] <= 57 and digits < 3:
            minute = minute * 10 + (buffer[spot] - 48)
            spot += 1
            digits += 1
        if digits != 2:
            return NO_STAMP
        if spot < end and buffer[spot] == 58:
            spot += 1
            digits = 0
            while spot < end and 48 <= buffer[spot] <= 57 and digits < 3:
                second_ = second_ * 10 + (buffer[spot] - 48)
                spot += 1
                digits += 1
            if digits != 2:
                return NO_STAMP
            if spot < end and (buffer[spot] == 46 or buffer[spot] == 44):
                spot += 1
                unit = 100_000
                digits = 0
                while spot < end and 48 <= buffer[spot] <= 57:
                    micro += (buffer[spot] - 48) * unit
                    unit //= 10
                    spot += 1
                    digits += 1
                if digits == 0:
                    return NO_STAMP
        while spot < end and buffer[spot] == 32:
            spot += 1
        if spot + 1 < end and (buffer[spot + 1] | 32) == 109 and (buffer[spot] | 32) in (97, 112):
            if not 1 <= hour <= 12:
                return NO_STAMP
            hour = hour % 12 + (12 if (buffer[spot] | 32) == 112 else 0)
            spot += 2
            while spot < end and buffer[spot] == 32:
                spot += 1
        midnight = hour == 24 and minute == 0 and second_ == 0 and micro == 0
        if (hour > 23 and not midnight) or minute > 59 or second_ > 60:
            return NO_STAMP
        value += hour * _HOUR + minute * _MINUTE + second_ * _SECOND + micro
    out[at] = value
    if spot == end:
        return NO_ZONE
    return _zone(buffer, spot, end, out, at)


@compiled
def _zone(buffer: Numbers, spot: int, end: int, out: Numbers, at: int) -> int:
    if end - spot == 1 and (buffer[spot] == 90 or buffer[spot] == 122):
        return HAS_ZONE
    if end - spot == 3:
        one, two, three = buffer[spot] | 32, buffer[spot + 1] | 32, buffer[spot + 2] | 32
        if (one == 117 and two == 116 and three == 99) or (one == 103 and two == 109 and three == 116):
            return HAS_ZONE
    if buffer[spot] != 43 and buffer[spot] != 45:
        return NO_STAMP
    sign = -1 if buffer[spot] == 45 else 1
    number = digits = 0
    for k in range(spot + 1, end):
        if 48 <= buffer[k] <= 57:
            number = number * 10 + (buffer[k] - 48)
            digits += 1
        elif not (buffer[k] == 58 and digits == 2):
            return NO_STAMP
    if digits == 2:
        number *= 100
    elif digits != 4:
        return NO_STAMP
    if number // 100 > 18 or number % 100 > 59:
        return NO_STAMP
    out[at] -= sign * (number // 100 * _HOUR + number % 100 * _MINUTE)
    return HAS_ZONE


@compiled
def _epoch(buffer: Numbers, begin: int, end: int, out: Numbers, at: int) -> int:
    number = micro = 0
    digits = 0
    spot = begin
    while spot < end and 48 <= buffer[spot] <= 57 and digits < 18:
        number = number * 10 + (buffer[spot] - 48)
        spot += 1
        digits += 1
    if digits == 0:
        return NO_STAMP
    unit = _SECOND
    if digits > 14:
        unit = 1
    elif digits > 11:
        unit = 1000
    if spot < end and buffer[spot] == 46:
        spot += 1
        part = unit // 10
        while spot < end and 48 <= buffer[spot] <= 57:
            micro += (buffer[spot] - 48) * part
            part //= 10
            spot += 1
    if spot != end:
        return NO_STAMP
    out[at] = number * unit + micro
    return HAS_ZONE


# -- XES ----------------------------------------------------------------------------------------------------


@compiled
def _is(buffer: Numbers, begin: int, end: int, word: Numbers) -> bool:
    if end - begin != len(word):
        return False
    for k in range(len(word)):  # noqa: SIM110 (compiled: no generators)
        if buffer[begin + k] != word[k]:
            return False
    return True


@compiled
def _is_space(byte: int) -> bool:
    return byte == 32 or byte == 10 or byte == 9 or byte == 13


@compiled
def _tag_end(buffer: Numbers, begin: int, end: int) -> int:
    """Where the `>` of the tag that begins here stands, quotes respected; -1: not in this piece."""
    at = begin + 1
    while at < end:
        byte = buffer[at]
        if byte == 62:
            return at
        if byte == 34 or byte == 39:
            at += 1
            while at < end and buffer[at] != byte:
                at += 1
        at += 1
    return -1


@compiled
def _find(buffer: Numbers, begin: int, end: int, one: int, two: int, three: int) -> int:
    """Where these three bytes stand next (two, where the first is 0); -1: not in this piece."""
    for at in range(begin, end - 2 if one else end - 1):
        if one:
            if buffer[at] == one and buffer[at + 1] == two and buffer[at + 2] == three:
                return at
        elif buffer[at] == two and buffer[at + 1] == three:
            return at
    return -1


@compiled
def scan_xes(
    buffer: Numbers,
    begin: int,
    end: int,
    texts: Texts,
    cells: Cells,
    opened: Open,
    case_of: Numbers,
    count: Numbers,
    words: tuple[Numbers, ...],
    most_codes: int,
) -> tuple[int, int]:
    """Read whole tags from `begin` on; says how it ended and where.

    A column is (within case or event, key, key of the attribute around it, stamp or not); its number is the code
    of that in column 1, which holds `key` behind two numbers. A column that has met `most_codes` texts keeps no more
    (but those of a case's and an event's name, and who did it).
    """
    log, trace, event, date, classifier, values, key_word, value_word, key_name, key_who = words
    at = begin
    while at < end:
        # what stands between tags says nothing in XES
        while at < end and buffer[at] != 60:
            if count[DEPTH] == 0 and not _is_space(buffer[at]):
                count[ERROR] = AFTER_END if count[SEEN] else NOT_XML
                return WRONG, at
            at += 1
        if at + 3 >= end:
            if at + 1 < end and buffer[at + 1] == 33 and at + 2 < end and buffer[at + 2] == 68:
                count[ERROR] = DOCTYPE
                return WRONG, at
            return DONE, at
        if buffer[at + 1] == 33:
            if buffer[at + 2] == 45:
                close = _find(buffer, at + 4, end, 45, 45, 62)
            elif buffer[at + 2] == 91 and count[DEPTH] > 0:
                close = _find(buffer, at + 3, end, 93, 93, 62)
            else:
                count[ERROR] = DOCTYPE
                return WRONG, at
            if close < 0:
                return DONE, at
            at = close + 3
            continue
        if buffer[at + 1] == 63:
            close = _find(buffer, at + 2, end, 0, 63, 62)
            if close < 0:
                return DONE, at
            at = close + 2
            continue
        close = _tag_end(buffer, at, end)
        if close < 0:
            return DONE, at
        size = close - at + 1
        entries = count[ENTRIES]
        if (
            entries + 4 > len(texts.hashes)
            or 2 * (entries + 4) > len(texts.table)
            or count[POOLED] + 2 * size + 64 > len(texts.pool)
            or count[COLUMNS] + 2 > len(texts.codes)
            or count[CELLS] + 2 > len(cells.row)
            or count[EVENTS] + 2 > len(case_of)
        ):
            return NO_ROOM, at
        depth = count[DEPTH]
        if buffer[at + 1] == 47:
            stop = at + 2
            while stop < close and not _is_space(buffer[stop]):
                stop += 1
            if depth == 0 or opened.name[depth - 1] != _hash(buffer, at + 2, stop, 0):
                count[ERROR] = UNBALANCED
                return WRONG, at
            count[DEPTH] = depth - 1
            at = close + 1
            continue
        if depth == 0 and count[SEEN]:
            count[ERROR] = AFTER_END
            return WRONG, at
        if depth >= len(opened.name):
            count[ERROR] = TOO_DEEP
            return WRONG, at
        # the name, without the prefix of its namespace
        empty = buffer[close - 1] == 47
        until = close - 1 if empty else close
        stop = local = at + 1
        while stop < until and not _is_space(buffer[stop]):
            if buffer[stop] == 58:
                local = stop + 1
            stop += 1
        if stop == at + 1:
            count[ERROR] = NOT_XML
            return WRONG, at
        # its attributes: only key and value matter
        key = key_end = value = value_end = -1
        spot = stop
        fine = True
        while True:
            while spot < until and _is_space(buffer[spot]):
                spot += 1
            if spot >= until:
                break
            word = spot
            while spot < until and buffer[spot] != 61 and not _is_space(buffer[spot]):
                spot += 1
            word_end = spot
            while spot < until and _is_space(buffer[spot]):
                spot += 1
            if spot >= until or buffer[spot] != 61 or word_end == word:
                fine = False
                break
            spot += 1
            while spot < until and _is_space(buffer[spot]):
                spot += 1
            if spot >= until or (buffer[spot] != 34 and buffer[spot] != 39):
                fine = False
                break
            quote = buffer[spot]
            spot += 1
            text = spot
            while spot < until and buffer[spot] != quote:
                if buffer[spot] == 60:
                    fine = False
                spot += 1
            if spot >= until:
                fine = False
                break
            if _is(buffer, word, word_end, key_word):
                key, key_end = text, spot
            elif _is(buffer, word, word_end, value_word):
                value, value_end = text, spot
            spot += 1
        if not fine:
            count[ERROR] = NOT_XML
            return WRONG, at
        kind = ELSE
        column = -1
        around = opened.kind[depth - 1] if depth else 0
        if depth == 0:
            if not _is(buffer, local, stop, log):
                count[ERROR] = NOT_A_LOG
                return WRONG, at
            kind = LOG
            count[SEEN] = 1
        elif around == LOG:
            if _is(buffer, local, stop, trace):
                kind = TRACE
                count[CASES] += 1
            elif _is(buffer, local, stop, event):
                count[LOOSE] += 1
            elif _is(buffer, local, stop, classifier):
                _code(buffer, at, close + 1, CLASSIFIER, 0, texts, count)
        elif around == TRACE and _is(buffer, local, stop, event):
            kind = EVENT
            case_of[count[EVENTS]] = count[CASES] - 1
            count[EVENTS] += 1
        elif around != ELSE:
            of_event = False
            for level in range(depth):
                of_event |= opened.kind[level] == EVENT
            if key < 0:
                kind = NAMELESS
                column = opened.column[depth - 1]
                if not _is(buffer, local, stop, values):
                    count[KEYLESS] += 1
            else:
                kind = ATTRIBUTE
                row = count[EVENTS] - 1 if of_event else count[CASES] - 1
                is_date = _is(buffer, local, stop, date)
                parent = opened.column[depth - 1]
                column = _column(buffer, key, key_end, of_event, is_date, parent, texts, count)
                if value >= 0:
                    cell = count[CELLS]
                    cells.row[cell] = row
                    cells.column[cell] = column
                    cells.known[cell] = NO_STAMP
                    if is_date:
                        cells.known[cell] = stamp(buffer, value, value_end, YMD, cells.value, cell)
                    if cells.known[cell] == NO_STAMP:
                        if texts.codes[column] < most_codes or (
                            parent < 0
                            and (_is(buffer, key, key_end, key_name) or _is(buffer, key, key_end, key_who))
                        ):
                            cells.value[cell] = _code(buffer, value, value_end, column, row, texts, count)
                            count[CELLS] = cell + 1
                    else:
                        count[CELLS] = cell + 1
        if not empty:
            opened.name[depth] = _hash(buffer, at + 1, stop, 0)
            opened.kind[depth] = kind
            opened.column[depth] = column
            count[DEPTH] = depth + 1
        at = close + 1
    return DONE, at


@compiled
def _column(
    buffer: Numbers,
    begin: int,
    end: int,
    of_event: bool,
    is_date: bool,
    parent: int,
    texts: Texts,
    count: Numbers,
) -> int:
    """The number of a column; its key is kept as a text of column 1, coded by what it belongs to."""
    family = 2 + (2 if of_event else 0) + (1 if is_date else 0) + 4 * (parent + 1)
    new = count[COLUMNS]
    column = _known_or(buffer, begin, end, -family, new, 0, texts, count)
    if column == new:
        count[COLUMNS] = new + 1
    return column


# -- CSV ----------------------------------------------------------------------------------------------------


@compiled
def row_end(buffer: Numbers, begin: int, end: int, delimiter: int) -> int:
    """Where the line break of the row that begins here stands, quotes respected; -1: not in this piece."""
    at = begin
    fresh = True
    while at < end:
        byte = buffer[at]
        if byte == 34 and fresh:
            at += 1
            while at < end:
                if buffer[at] == 34:
                    if at + 1 < end and buffer[at + 1] == 34:
                        at += 1
                    else:
                        break
                at += 1
            fresh = False
        elif byte == 10:
            return at
        else:
            fresh = byte == delimiter
        at += 1
    return -1


@compiled
def scan_csv(
    buffer: Numbers,
    begin: int,
    end: int,
    delimiter: int,
    order: int,
    stamped: Numbers,
    texts: Texts,
    codes: Numbers,
    stamps: Numbers,
    known: Numbers,
    ragged: Numbers,
    row_of: Numbers,
    count: Numbers,
    most_codes: Numbers,
) -> tuple[int, int]:
    """Read whole rows from `begin` on; says how it ended and where. A last row without a line break needs one.

    `stamped[c]` names the line of `stamps` and `known` that column c goes to, -1 for a text (line c of `codes`, -1
    where empty), -2 for a column nobody wants. Rows of another number of fields go to `ragged`. An unreadable stamp
    is kept as a text, too. `count[RAW]` counts rows as a spreadsheet does, `row_of` keeps that number.
    """
    columns = len(stamped)
    at = begin
    while at < end:
        close = row_end(buffer, at, end, delimiter)
        if close < 0:
            return DONE, at
        entries = count[ENTRIES] + columns + 2
        if (
            entries > len(texts.hashes)
            or 2 * entries > len(texts.table)
            or count[POOLED] + close - at + 2 > len(texts.pool)
            or count[ROWS] + 1 > len(row_of)
            or count[RAGGED] + 1 > len(ragged)
        ):
            return NO_ROOM, at
        until = close
        if until > at and buffer[until - 1] == 13:
            until -= 1
        count[RAW] += 1
        if until == at:
            at = close + 1
            continue
        row = count[ROWS]
        column = 0
        spot = at
        while True:
            field = spot
            if spot < until and buffer[spot] == 34:
                spot += 1
                while spot < until:
                    if buffer[spot] == 34:
                        if spot + 1 < until and buffer[spot + 1] == 34:
                            spot += 1
                        else:
                            spot += 1
                            break
                    spot += 1
            while spot < until and buffer[spot] != delimiter:
                spot += 1
            if column < columns:
                line = stamped[column]
                if line >= 0:
                    known[line, row] = stamp(buffer, field, spot, order, stamps[line], row)
                if line >= -1:
                    if spot == field or (line < 0 and texts.codes[column] >= most_codes[column]):
                        codes[column, row] = -1
                    elif line == -1 or known[line, row] == NO_STAMP:
                        codes[column, row] = _code(buffer, field, spot, column, count[RAW], texts, count)
            column += 1
            if spot >= until:
                break
            spot += 1
            if spot == until:
                # a delimiter at the very end opens one more, empty field
                if column < columns:
                    line = stamped[column]
                    if line >= 0:
                        known[line, row] = NO_STAMP
                    if line >= -1:
                        codes[column, row] = -1
                column += 1
                break
        if column == columns:
            row_of[row] = count[RAW]
            count[ROWS] = row + 1
        else:
            ragged[count[RAGGED]] = count[RAW]
            count[RAGGED] += 1
        at = close + 1
    return DONE, at
