// grade: what a grader gives to what a model said.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/backend.hpp>
#include <oaicompat/resources/graders/template.hpp>
#include <oaicompat/resources/graders/types.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1 {

/// Runs a program in Python in a sandbox of the host's, and gives what its `grade(sample, item)` gave. It blocks.
using PythonRunner =
    std::function<Result<double>(const PythonGrader& grader, const GradedSample& sample, const Context& context)>;

/// How graders are run.
struct GradersOptions {
  /// The model of `cosine`. Default `text-embedding-3-large`.
  std::string embedding_model = "text-embedding-3-large";
  /// Runs `python` graders. Default none: they are refused.
  PythonRunner python = {};
  /// The most bytes of a text that is compared; of a longer one the beginning is. Default 64 KiB.
  std::size_t max_text_bytes = std::size_t{64} << 10;
  /// The most graders of a `multi`. Default 32.
  std::size_t max_graders = 32;
  /// How long the models of a grader may take in all. Default 2 min.
  std::chrono::milliseconds timeout = std::chrono::minutes{2};
};

/// The graders of a `multi` by the names that its formula calls them; a single one by its own name. **Errors**: 400
/// that names what cannot be read.
OAICOMPAT_API Result<std::vector<std::pair<std::string, Grader>>> sub_graders(const MultiGrader& multi);

/// Why a grader cannot be run; nothing where it can. `param` is where it stands: `grader`.
OAICOMPAT_API std::optional<Error> bad_grader(const Grader& grader, const GradersOptions& options,
                                              const std::string& param);

/// What a grader gives. Models and embeddings are asked of `backend`, for the principal of `context`. What fails is in
/// `metadata.errors`, and gives 0. It blocks.
OAICOMPAT_API RunGraderResponse grade(const Grader& grader, const GradedSample& sample, const Backend& backend,
                                      const GradersOptions& options, const Context& context = {});

}  // namespace oaicompat::inline v1

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/graders/grade.ipp>
#endif
