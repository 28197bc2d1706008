#!/usr/bin/env python3
"""Makes each package of the library and uses it as a stranger would. The last line is `N passed, N failed`.

    packages.py                     all checks
    packages.py install vcpkg       only these

The library is compiled once, without optimisation: with ccache the builds of Conan and vcpkg find its objects again.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

from system import BareDebian, SkipCheck, run, say

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
WORK = SOURCE / "build" / "packages"
# As far below the sources as Conan's build folder is below its copy of them: ccache compares relative paths.
LIBRARY = SOURCE / "build" / "package-library"
PREFIX = WORK / "prefix"
COMPILER = shutil.which("clang++-14") or "g++"

# What Conan adds by itself.
FLAGS = "-m64 -stdlib=libstdc++" if "clang" in COMPILER else "-m64"
CHEAPEST = {
    "CMAKE_CXX_COMPILER": COMPILER,
    # Sources that are joined meet declarations in another order; the headers put all of them first.
    "CMAKE_CXX_FLAGS_RELEASE": "-O0 -DNDEBUG -include oaicompat/resources/all.hpp -include oaicompat/resources/codec.hpp",
    "CMAKE_CXX_COMPILER_LAUNCHER": shutil.which("ccache") or "",
    "CMAKE_UNITY_BUILD": "ON",
    "CMAKE_UNITY_BUILD_BATCH_SIZE": "25",
    "OAICOMPAT_PRECOMPILE": "OFF",
}
QUIET = {"OAICOMPAT_DEVELOPER": "OFF", "OAICOMPAT_TESTS": "OFF", "OAICOMPAT_EXAMPLES": "OFF"}
COMPONENTS = ("asio", "sqlite", "redis", "postgres", "hnsw", "gateway")  # each a library and an installed file of targets
CODINGS = {"zstd": "libzstd", "brotli": "libbrotlidec"}  # each a package that oaicompat.pc requires


def defines(variables):
    return [f"-D{name}={value}" for name, value in variables.items()]


def build_library(**options):
    """Builds the library with all its parts, or without some: only what differs is compiled again."""
    parts = {f"OAICOMPAT_{part.upper()}": options.get(part, "ON") for part in (*COMPONENTS, *CODINGS)}
    run("cmake", "-G", "Ninja", "-S", SOURCE, "-B", LIBRARY, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_PREFIX=/usr",
        f"-DCMAKE_CXX_FLAGS={FLAGS}", *defines({**CHEAPEST, **QUIET, **parts}))
    run("cmake", "--build", LIBRARY)


def install_library():
    shutil.rmtree(PREFIX, ignore_errors=True)
    run("cmake", "--install", LIBRARY, "--prefix", PREFIX)


def pkg_config(*arguments):
    folders = sorted(str(file.parent) for file in PREFIX.rglob("oaicompat.pc"))
    assert len(folders) == 1, folders
    return run("pkg-config", *arguments, env={"PKG_CONFIG_PATH": folders[0]}).split()


def build_consumer(project, folder, **variables):
    """Configures and builds a project that finds the installed library."""
    shutil.rmtree(folder, ignore_errors=True)
    run("cmake", "-G", "Ninja", "-S", project, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", f"-DCMAKE_PREFIX_PATH={PREFIX}",
        *defines({"CMAKE_CXX_FLAGS_RELEASE": "-O0", "CMAKE_UNITY_BUILD": "ON", "CMAKE_CXX_COMPILER": COMPILER,
                  "CMAKE_CXX_COMPILER_LAUNCHER": CHEAPEST["CMAKE_CXX_COMPILER_LAUNCHER"], **variables}))
    run("cmake", "--build", folder)


def check_install():
    """An installation without any one of its parts says so, and the rest of it works."""
    for left_out in (*COMPONENTS, *CODINGS):
        build_library(**{left_out: "OFF"})
        install_library()
        present = [part for part in COMPONENTS if part != left_out]
        for part in COMPONENTS:
            assert bool(list(PREFIX.rglob(f"liboaicompat-{part}.a"))) == (part in present), part
            assert bool(list(PREFIX.rglob(f"oaicompat-{part}.pc"))) == (part in present), part
        needed = pkg_config("--print-requires", "oaicompat")
        for coding, package in CODINGS.items():
            assert (package in needed) == (coding != left_out), needed
        build_consumer(SOURCE / "conan/test_package", WORK / "left-out", components=";".join(present))
        run(WORK / "left-out" / "consumer", cwd=WORK)
    build_library()
    install_library()


def check_pkg_config():
    """g++ and what pkg-config says are enough, for each of the files."""
    build_library()
    install_library()
    everything = ("oaicompat-dialects", "oaicompat-asio", "oaicompat-sqlite", "oaicompat-redis", "oaicompat-postgres",
                  "oaicompat-gateway", "oaicompat-parsers")
    run("g++", "-std=c++20", "-O0", *pkg_config("--cflags", *everything), SOURCE / "conan/test_package/main.cpp",
        *pkg_config("--libs", *everything), "-o", WORK / "by-pkg-config")
    run(WORK / "by-pkg-config", cwd=WORK)
    assert pkg_config("--modversion", "oaicompat") == [library_version()]


def check_deb():
    """CPack's Debian package installs on a bare Debian 12, where an example and a consumer build."""
    build_library()
    shutil.rmtree(WORK / "deb", ignore_errors=True)
    run("cpack", "-G", "DEB", "-B", WORK / "deb", cwd=LIBRARY)
    package, = (WORK / "deb").glob("*.deb")
    debian = BareDebian("bookworm", WORK / "bare")
    debian.make(package, tools=["g++", "make", "cmake", "pkg-config"], recommended=["libboost1.81-dev", "libsqlite3-dev", "libhiredis-dev", "libpq-dev", "libhnswlib-dev", "libtomlplusplus-dev"])
    debian.install(package)
    shutil.copytree(HERE, debian.root / "consume", ignore=shutil.ignore_patterns("__pycache__"))
    debian.run("cmake -S /consume/find_package -B /build -D CMAKE_CXX_COMPILER=g++ -D CMAKE_UNITY_BUILD=ON"
               " && cmake --build /build && /build/consumer")
    debian.run("g++ -std=c++20 $(pkg-config --cflags oaicompat) /usr/share/doc/oaicompat/examples/05_server.cpp"
               " $(pkg-config --libs oaicompat) -o /example && test -x /example")


def check_vcpkg():
    """The port installs what its features name: by vcpkg, where it is found, and by stand-ins for its functions."""
    if shutil.which("vcpkg"):
        run("vcpkg", "install", "oaicompat[asio,gateway,hnsw,postgres,redis,sqlite]", f"--overlay-ports={SOURCE}/cmake/vcpkg",
            f"--x-install-root={WORK}/vcpkg-real")
    options = [f"-DCMAKE_CXX_FLAGS={FLAGS}", *defines(CHEAPEST)]
    for features in ("", "asio|brotli|gateway|postgres|redis|sqlite|zstd"):
        run("cmake", f"-Dlibrary_source={SOURCE}", f"-Dwork={SOURCE}/build/vcpkg", f"-Dfeatures={features}",
            f"-Dlibrary_options={';'.join(options)}", "-P", HERE / "vcpkg/install.cmake")
    build_consumer(SOURCE / "conan/test_package", WORK / "vcpkg-consumer", components="asio;sqlite;redis;postgres;gateway",
                   CMAKE_PREFIX_PATH=SOURCE / "build/vcpkg/packages")
    run(WORK / "vcpkg-consumer" / "consumer", cwd=WORK)


def check_conan():
    """`conan create` makes and tests the package, with all options and with none."""
    home = SOURCE / "build" / "conan"
    conan = conan_tool(home)
    conan("python", "-c", EXPORT_ALL, HERE / "conan", *(f"{name}/{version}" for name, version in system_versions().items()))
    (home / "profile").write_text(conan_profile(), encoding="utf-8")
    recipe = (SOURCE / "conan/conanfile.py").read_text(encoding="utf-8")
    optional = sorted(set(re.findall(r'"(with_\w+)": \[True, False\]', recipe)))
    assert optional == sorted(f"with_{part}" for part in (*COMPONENTS, *CODINGS)), optional
    for value in ("True", "False"):
        chosen = [word for option in optional for word in ("-o", f"oaicompat/*:{option}={value}")]
        conan("conan", "create", SOURCE / "conan", "--no-remote", "--build=missing", "--build=oaicompat/*", "-pr:a",
              home / "profile", *chosen)


def conan_tool(home):
    """Conan, from PyPI in a virtual environment, and a home of our own for it."""
    tool = SOURCE / "build" / "conan-venv"
    if not (tool / "bin/conan").exists():
        run(sys.executable, "-m", "venv", tool)
        run(tool / "bin/pip", "install", "-q", "-r", HERE / "conan/requirements.txt")
    home.mkdir(parents=True, exist_ok=True)
    return lambda program, *words: run(tool / "bin" / program, *words, env={"CONAN_HOME": str(home)})


# A process for each would take longer than the exports.
EXPORT_ALL = """
import sys
from conan.api.conan_api import ConanAPI
api = ConanAPI()
for name, version in (word.split("/") for word in sys.argv[2:]):
    api.export.export(sys.argv[1] + "/conanfile.py", name, version, None, None)
"""


def conan_profile():
    family = "clang" if "clang" in COMPILER else "gcc"
    version = run(COMPILER, "-dumpversion").split(".")[0].strip()
    variables = {name: value for name, value in CHEAPEST.items() if value and name != "CMAKE_CXX_COMPILER"}
    return f"""[settings]
os=Linux
arch=x86_64
build_type=Release
compiler={family}
compiler.version={version}
compiler.libcxx=libstdc++11
compiler.cppstd=20
[conf]
tools.build:compiler_executables={{"cpp": "{COMPILER}", "c": "{COMPILER.replace('++', '')}"}}
tools.cmake.cmaketoolchain:generator=Ninja
tools.cmake.cmaketoolchain:extra_variables={variables}
"""


def system_versions():
    """The system's versions of what the recipe requires."""
    asked = {"simdjson": "simdjson", "fmt": "fmt", "cpp-httplib": "cpp-httplib", "openssl": "openssl", "zlib": "zlib",
             "zstd": "libzstd", "brotli": "libbrotlidec", "sqlite3": "sqlite3", "hiredis": "hiredis", "libpq": "libpq", "tomlplusplus": "tomlplusplus"}
    versions = {name: run("pkg-config", "--modversion", package).strip() for name, package in asked.items()}
    versions["fmt"] = "12.0.0"  # what ConanCenter gives to `>=9` is a later major version, which must be found, too
    boost = pathlib.Path("/usr/include/boost/version.hpp").read_text(encoding="utf-8")
    versions["boost"] = re.search(r'BOOST_LIB_VERSION "(\w+)"', boost)[1].replace("_", ".")
    versions["hnswlib"] = "0.6.2"  # it has no pkg-config file
    versions["cmake"] = run("cmake", "--version").split()[2]
    return versions


def library_version():
    text = (SOURCE / "include/oaicompat/version.hpp").read_text(encoding="utf-8")
    return ".".join(re.findall(r"OAICOMPAT_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))


CHECKS = {"install": check_install, "pkg-config": check_pkg_config, "deb": check_deb, "vcpkg": check_vcpkg,
          "conan": check_conan}


def main(names):
    os.environ.update(CCACHE_BASEDIR=str(SOURCE), CCACHE_NOHASHDIR="1")
    WORK.mkdir(parents=True, exist_ok=True)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name in names or CHECKS:
        try:
            say(f"=== {name}")
            CHECKS[name]()
            counts["passed"] += 1
        except SkipCheck as why:
            say(f"skipped: {name}: {why}")
            counts["skipped" if os.environ.get("CI") != "true" else "failed"] += 1
        except (AssertionError, OSError, subprocess.CalledProcessError, ValueError) as error:
            say(f"FAILED: {name}: {error!r}")
            counts["failed"] += 1
    say("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return counts["failed"] > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
