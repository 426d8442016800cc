"""Unpacks VMware's two collections out of a wheel of PyPI's `ansible`, which holds a hundred.

    unpack_collections.py FOLDER-OF-THE-WHEEL TARGET
"""

import sys
from pathlib import Path
from zipfile import ZipFile

COLLECTIONS = ("ansible_collections/community/vmware/", "ansible_collections/vmware/vmware/")

(wheel,) = Path(sys.argv[1]).glob("ansible-*.whl")
with ZipFile(wheel) as archive:
    names = [name for name in archive.namelist() if name.startswith(COLLECTIONS)]
    archive.extractall(sys.argv[2], names)
