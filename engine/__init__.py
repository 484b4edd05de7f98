"""Everything that depends on Rasa's internals, and replacements for parts of Rasa."""

import os

from engine import without_tensorflow
from operations import python_version

python_version.check()
# TensorFlow and Rasa read these when they are imported, which any module of this folder may do.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
# For numpy: our products are too small to gain from a second thread, which would busy-wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
without_tensorflow.apply()
