// Speech: texts as tones, and recordings as texts.
// SPDX-License-Identifier: MIT
#pragma once

#include "engine.hpp"

#include <oaicompat/api/offload.hpp>
#include <oaicompat/resources/audio/operations.hpp>

#include <memory>
#include <string_view>

namespace demo {

inline constexpr std::string_view speech_model = "demo-tts", transcription_model = "demo-transcribe";

/// Offers speech, transcriptions and translations. A transcription reads back what the speech said; of any other
/// recording it says how long it is. `engine` must outlive the backend; other models go to what was offered before.
void offer_audio(oaicompat::Backend& backend, Engine& engine, std::shared_ptr<oaicompat::WorkerPool> pool);

/// The text of a recording, with its words, its segments and their times. **Errors**: it is no WAV file.
oaicompat::Result<oaicompat::Transcription> transcribe(const oaicompat::Upload& file);

}  // namespace demo
