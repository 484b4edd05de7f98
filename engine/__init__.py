"""Everything that reaches into Rasa, and what stands in for parts of it."""

import os

from engine import without_tensorflow
from operations import python_version

python_version.check()
# Read by TensorFlow and Rasa when they are imported, which any module of this room may do.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# Read by numpy: a second thread gains nothing on products this small, and spins while it waits.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
without_tensorflow.apply()
