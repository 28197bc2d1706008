// Audio: speech to text and text to speech.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/types/speech.hpp>
#include <oaicompat/types/transcription.hpp>
