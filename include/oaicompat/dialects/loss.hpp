// LossReport, for the dialects.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
