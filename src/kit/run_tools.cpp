// Models and tools in turn, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/run_tools.ipp>
#include <oaicompat/kit/tool_progress.ipp>
