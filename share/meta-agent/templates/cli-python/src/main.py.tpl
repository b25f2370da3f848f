"""python3 -m <%= app.module %>"""

from .cli import run

run()
