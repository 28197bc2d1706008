// The JSON forms of audio's types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/describe/speech.hpp>
#include <oaicompat/describe/transcription.hpp>
