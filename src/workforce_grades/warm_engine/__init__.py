"""A Papermill engine that runs each notebook in a fresh process forked from a warm one.

``papermill --engine warm in.ipynb out.ipynb`` makes the notebook that the standard engine makes, without a
kernel's start, its sockets and its imports. It imports nothing of the package around it.

A warm process (:mod:`.server`) imports libraries once and does nothing else. For each notebook it forks a
child (:mod:`.children`), which is ipykernel's own kernel on plain sockets (:mod:`.child`). The caller keeps
nbclient's own client (:mod:`.engine`); only its channels are ours (:mod:`.kernel`).
"""
