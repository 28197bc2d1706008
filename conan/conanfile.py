from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy
import os
import re

required_conan_version = ">=2.0"


class OaicompatConan(ConanFile):
    name = "oaicompat"
    description = "Client and server for the OpenAI-compatible HTTP API"
    license = "MIT"
    topics = ("openai", "llm", "http", "json")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False], "with_zstd": [True, False], "with_brotli": [True, False],
               "with_asio": [True, False], "with_sqlite": [True, False], "with_redis": [True, False],
               "with_postgres": [True, False], "with_hnsw": [True, False], "with_gateway": [True, False]}
    default_options = {"shared": False, "fPIC": True, "with_zstd": True, "with_brotli": True,
                       "with_asio": False, "with_sqlite": False, "with_redis": False, "with_postgres": False,
                       "with_hnsw": False, "with_gateway": False,
                       "cpp-httplib/*:with_openssl": True, "cpp-httplib/*:with_zlib": True,
                       "boost/*:header_only": True}
    implements = ["auto_shared_fpic"]

    @property
    def _root(self):
        return os.path.dirname(self.recipe_folder)

    def set_version(self):
        with open(os.path.join(self._root, "include/oaicompat/version.hpp"), encoding="utf-8") as file:
            self.version = ".".join(re.findall(r"OAICOMPAT_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", file.read()))

    def export_sources(self):
        for pattern in ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "docs/*", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, self._root, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("simdjson/[>=3.0 <5]", transitive_headers=True, transitive_libs=True)
        self.requires("fmt/[>=9]", transitive_headers=True, transitive_libs=True)
        self.requires("cpp-httplib/[>=0.11 <1]", transitive_headers=True)  # the header-only flavour includes it
        self.requires("openssl/[>=3 <4]", transitive_headers=True, transitive_libs=True)
        self.requires("zlib/[>=1.2.11 <2]", transitive_headers=True, transitive_libs=True)
        if self.options.with_zstd:
            self.requires("zstd/[>=1.4 <2]", transitive_headers=True, transitive_libs=True)
        if self.options.with_brotli:
            self.requires("brotli/[>=1.0 <2]", transitive_headers=True, transitive_libs=True)
        if self.options.with_asio:
            self.requires("boost/[>=1.81 <2]", transitive_headers=True)  # who mounts into an io_context includes it
        if self.options.with_sqlite:
            self.requires("sqlite3/[>=3.35 <4]", transitive_headers=True, transitive_libs=True)
        if self.options.with_redis:
            self.requires("hiredis/[>=0.14 <2]", transitive_headers=True, transitive_libs=True)
        if self.options.with_postgres:
            self.requires("libpq/[>=12 <19]", transitive_headers=True, transitive_libs=True)
        if self.options.with_hnsw:
            self.requires("hnswlib/[>=0.6 <1]", transitive_headers=True)  # the header-only flavour includes it
        if self.options.with_gateway:
            self.requires("tomlplusplus/[>=3.0 <4]", transitive_headers=True)  # the header-only flavour includes it

    def build_requirements(self):
        self.tool_requires("cmake/[>=3.25]")

    def validate(self):
        check_min_cppstd(self, 20)

    def generate(self):
        dependencies = CMakeDeps(self)
        dependencies.set_property("fmt", "cmake_config_version_compat", "AnyNewerVersion")  # as fmt's own files say
        dependencies.generate()
        toolchain = CMakeToolchain(self)
        toolchain.cache_variables["OAICOMPAT_DEVELOPER"] = False
        toolchain.cache_variables["OAICOMPAT_TESTS"] = False
        toolchain.cache_variables["OAICOMPAT_EXAMPLES"] = False
        for component in ("zstd", "brotli", "asio", "sqlite", "redis", "postgres", "hnsw", "gateway"):
            wanted = bool(self.options.get_safe(f"with_{component}"))
            toolchain.cache_variables[f"OAICOMPAT_{component.upper()}"] = wanted
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The package's own CMake files say it all: targets, flavours and what each links.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "oaicompat")]
