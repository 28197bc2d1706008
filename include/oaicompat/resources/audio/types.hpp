// Audio: speech to text and text to speech.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/audio/speech.hpp>
#include <oaicompat/resources/audio/transcription.hpp>
