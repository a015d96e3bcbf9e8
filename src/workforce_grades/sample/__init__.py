"""The generated sample of fictional authorities, in the publishers' own formats.

One way, no turning back: `founding` makes a `geography`; `children` and `history` (inspections
before 2018) are simulated once; `workforce` and `inspections` year by year, because each acts on
the other (`simulation`). `publication` prints symbols for numbers, the `*_files` modules lay the
tables out as each publisher does, `writing` puts them into a folder. ``python -m
workforce_grades.sample`` runs it all.
"""
