// call(serve(b)) is b, for the operations on images; and what their answers are on the wire.
// SPDX-License-Identifier: MIT
#include "backends.hpp"

#include <oaicompat/resources/images/operations.hpp>
#include <oaicompat/transport/memory.hpp>

using namespace laws;

namespace {

Upload law_picture(const char* name) { return {name, "image/png", Text{std::string_view{"\x89PNG\r\n\0\xFF", 8}}}; }

ImageUsage law_image_usage(Random& r) {
  ImageUsage out{.input_tokens = r.integer(), .extra = r.extras()};
  if (r.chance(50)) out.output_tokens_details.emplace().image_tokens = r.integer();
  return out;
}
ImageList law_images(Random& r) {
  ImageList out{.created = r.integer(), .extra = r.extras()};
  for (auto n = r.below(4); n > 0; --n) {
    auto& image = out.data.emplace_back(Image{.extra = r.extras()});
    if (r.chance(50)) image.b64_json = Text{to_base64(r.text())};
    if (r.chance(50)) image.url = Text{r.text()};
    if (r.chance(50)) image.revised_prompt = Text{r.text()};
  }
  if (r.chance(50)) out.background = Text{r.word()};
  if (r.chance(50)) out.quality = ImageQuality::high;
  if (r.chance(50)) out.size = Text{r.word()};
  if (r.chance(50)) out.usage = law_image_usage(r);
  return out;
}
template <class Made>
Made law_image_event(Random& r) {
  Made out{
      .b64_json = Text{to_base64(r.text())}, .created_at = r.integer(), .size = Text{r.word()}, .extra = r.extras()};
  out.output_format = ImageFormat::webp;
  return out;
}

// The same events, or the same error, behind so many proxies; and the same request.
template <Operation Op>
void same_images(std::vector<Event<Op>> events, const typename Op::Request& request, Random& r) {
  const bool fails = r.chance(20);
  if (fails) events.resize(events.size() > 1 ? r.below(events.size()) : 0);
  const auto error = api_error(events.empty() ? 429 : 0, "Broken.", "server_error", "image");
  const auto script = script_of<Op>(std::move(events), fails ? std::optional{error} : std::nullopt);
  add_waits(r, *script);
  const auto got = drained(stacked(script, 1 + r.below(3)), *script, request);
  CHECK(shown<Op>(got.events) == shown<Op>(script->events()));
  CHECK(got.events == script->events());
  CHECK(got.last == (fails ? Pull::fail : Pull::end));
  if (fails) CHECK(got.error.code == error.code);
  CHECK(script->request == to_json(request));
}
template <Operation Op>
void same_streams(typename Op::Request request) {
  request.stream = true;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    std::vector<Event<Op>> events;
    using Chunk = typename Op::Chunk;
    for (auto n = r.below(4); n > 0; --n)
      events.emplace_back(std::in_place_index<0>, Chunk{law_image_event<PartialImageEvent>(r)});
    auto done = law_image_event<CompletedImageEvent>(r);
    done.usage = law_image_usage(r);
    events.emplace_back(std::in_place_index<0>, Chunk{std::move(done)});
    same_images<Op>(std::move(events), request, r);
  }
}

ImageEditRequest edit_request() {
  ImageEditRequest out{.prompt = "blue"};
  out.image = {law_picture("a.png"), law_picture("b.png")};
  out.mask = law_picture("m.png");
  out.n = 2;
  out.input_fidelity = InputFidelity::high;
  out.extra.set("seed", Json::string("7"));
  return out;
}
ImageEditRequest reference_request() {
  ImageEditRequest out{.prompt = "blue"};
  out.images.emplace().push_back({.file_id = Text{"file-1"}});
  out.mask = ImageReference{.image_url = Text{"data:,"}};
  out.extra.set("seed", {Text{"7"}});
  return out;
}

}  // namespace

TEST_CASE("images are the same behind proxies, whole and streamed") {
  const ImageRequest request{.prompt = "red", .n = 2, .size = "auto"};
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    same_images<CreateImage>({law_images(r)}, request, r);
  }
  same_streams<CreateImage>(request);
}

TEST_CASE("edits are the same behind proxies, as forms with files and as JSON with references") {
  for (const auto& request : {edit_request(), reference_request()}) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      CAPTURE(seed);
      Random r{seed};
      same_images<CreateImageEdit>({law_images(r)}, request, r);
    }
    same_streams<CreateImageEdit>(request);
  }
}

TEST_CASE("variations are the same behind proxies") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    same_images<CreateImageVariation>({law_images(r)}, {.image = law_picture("a.png"), .n = 3}, r);
  }
}

TEST_CASE("one file of a list is sent under the plain name, several under that of a list") {
  auto request = edit_request();
  CHECK(to_form(request).body.find("name=\"image[]\"; filename=\"b.png\"") != Bytes::npos);
  request.image->resize(1);
  CHECK(to_form(request).body.find("name=\"image\"; filename=\"a.png\"") != Bytes::npos);
}

TEST_CASE("an edit without images is refused before the backend sees it") {
  const auto script = script_of<CreateImageEdit>({ImageList{}});
  const auto got =
      ask(serve(stacked(script, 0)), {.method = "POST", .path = "/v1/images/edits", .body = R"({"prompt":"x"})"});
  REQUIRE(got);
  CHECK(got->head.status == 400);
  CHECK(got->body.find(R"("param":"image")") != Bytes::npos);
  CHECK(script->request.empty());
}

TEST_CASE("streamed images make the whole, and the whole a stream") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    auto whole = law_images(r);
    whole.extra = {};
    whole.size = Text{"1024x1024"};
    whole.quality = ImageQuality::low;
    whole.background = ImageBackground::opaque;
    whole.output_format = ImageFormat::png;
    if (whole.usage) whole.usage->extra = {};
    if (whole.data.empty()) continue;
    for (auto& image : whole.data) {
      if (image.b64_json && image.b64_json->empty()) image.b64_json.reset();
    }
    ImageAccumulator all;
    for (const auto& each : ImageStreaming::split(whole)) CHECK(all.add(each));
    CHECK(all.complete());
    const auto made = all.finish();
    REQUIRE(made);
    if (whole.usage == ImageUsage{}) whole.usage.reset();
    CHECK(to_json(*made) == to_json(whole));
  }
  ImageAccumulator small{{.max_bytes = 100}};
  CHECK(small.add(CompletedImageEvent{.b64_json = Text{std::string(200, 'x')}}).error().code == "answer_too_large");
  CHECK(ImageAccumulator{}.finish().error().code == "no_answer");
}
