// Makes a server and starts nothing: the package compiles, links and runs.
// SPDX-License-Identifier: MIT
#include <oaicompat/server.hpp>
#include <oaicompat/version.hpp>

#include <cstdio>

int main() {
  oaicompat::Server server{{.host = "127.0.0.1", .port = 0}};
  std::printf("oaicompat %d.%d.%d\n", OAICOMPAT_VERSION_MAJOR, OAICOMPAT_VERSION_MINOR, OAICOMPAT_VERSION_PATCH);
}
