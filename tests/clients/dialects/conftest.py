import importlib.util

# The older environment has the clients alone of which an older major version is still in use. Bodies are of the newest types.
if not importlib.util.find_spec("ollama"):
    collect_ignore = ["test_ollama.py", "test_types.py"]
