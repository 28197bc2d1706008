// How a run went, for people and for programs.
// SPDX-License-Identifier: MIT
#pragma once

#include "load.hpp"

#include <string>

namespace load {

/// A table.
std::string table(const LoadResult& result);
/// A JSON object on one line, its members named as by vLLM's serving benchmark.
std::string json(const LoadResult& result);
/// A line that tells how far a run is.
std::string line(const Progress& progress);

}  // namespace load
