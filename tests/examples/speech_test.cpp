// SPDX-License-Identifier: MIT
#include "demo/speech.hpp"

#include <oaicompat/api/serve.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace oaicompat;

Collected speak(const std::string& format) {
  demo::Engine engine;
  Backend backend;
  demo::offer_audio(backend, engine, std::make_shared<WorkerPool>());
  const auto got = ask(serve(backend), {.method = "POST",
                                        .path = "/v1/audio/speech",
                                        .body = R"({"model":"demo-tts","voice":"alloy","input":"Hi")" + format + "}"});
  REQUIRE(got.has_value());
  return *got;
}

TEST_CASE("speech without a format is WAV") {
  const auto plain = speak(""), wav = speak(R"(,"response_format":"wav")");
  CHECK(plain.head.status == 200);
  CHECK(plain.head.headers.get("content-type") == "audio/wav");
  CHECK(plain.body.starts_with("RIFF"));
  CHECK((plain.body == wav.body));
  CHECK(speak(R"(,"response_format":"pcm")").head.headers.get("content-type") == "audio/pcm");
  CHECK(speak(R"(,"response_format":"mp3")").head.status == 400);
}

}  // namespace
