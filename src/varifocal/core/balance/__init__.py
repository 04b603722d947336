"""Balance: where the hours go, how soon each would be missed, what looks too near or too far (DESIGN 4.6).

One module a question: `reach` (how soon would somebody miss an hour), `sight` (what is it for, what is the
next step), `kept` (did the far hours take place, what did they leave behind), `doing` (lead, manage, make)
and `verdicts` (too short, too long).
"""
