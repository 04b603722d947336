"""People: who suits what, who could teach whom, what the work asks of us, who helps, who is overlooked (DESIGN 4.5).

One module a question: `suiting` (does she fit this task, part by part), `mentors` (who could learn from whom),
`stretching` (which coming task would let her grow safely), `coverage` (do our skills cover what is planned, and what
hangs on one person), `helping` (the network of help), `noticing` (what is worth a word, and whose work nobody has
remarked on), `fairness` (does the assignment treat groups evenly). `matching` solves what has to be solved.

Nothing here ranks people, and nothing is computed from what somebody did not agree to.
"""
