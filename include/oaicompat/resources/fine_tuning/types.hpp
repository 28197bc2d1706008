// Fine-tuning: jobs that train models, and what the operations on them take and give.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/fine_tuning/checkpoint.hpp>
#include <oaicompat/resources/fine_tuning/example.hpp>
#include <oaicompat/resources/fine_tuning/job.hpp>
#include <oaicompat/resources/fine_tuning/method.hpp>
