"""Run the command line with ``python -m workforce_grades``."""

from workforce_grades.cli import main

if __name__ == "__main__":
    main()
