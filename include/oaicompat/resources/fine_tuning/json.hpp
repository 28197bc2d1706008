// The JSON forms of fine-tuning.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/checkpoint_json.hpp>
#include <oaicompat/resources/fine_tuning/example_json.hpp>
#include <oaicompat/resources/fine_tuning/job_json.hpp>
#include <oaicompat/resources/fine_tuning/method_json.hpp>
