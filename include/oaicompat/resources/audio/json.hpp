// The JSON forms of audio's types.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/audio/speech_json.hpp>
#include <oaicompat/resources/audio/transcription_json.hpp>
