// SPDX-License-Identifier: MIT
#include "accepted.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

constexpr auto pixel = "data:image/png;base64,iVBORw0KGgo=";

ChatMessage named(ChatMessage message, Text name) {
  message.name = std::move(name);
  return message;
}

ContentPart refused(Text text) { return RefusalPart{.refusal = std::move(text)}; }

ChatMessage calling() {
  ChatMessage message{.role = Role::assistant, .content = null};
  message.tool_calls = std::vector<ToolCall>{
      {.id = "call_1", .function = FunctionCall{.name = "weather", .arguments = R"({"city":"Oslo"})"}},
      {.id = "call_2", .type = ToolType::custom, .custom = CustomCall{.name = "sql", .input = "select 1"}},
  };
  return message;
}

}  // namespace

TEST_CASE("stdy accepts a message of every role") {
  ChatMessage refusing{.role = Role::assistant, .content = null, .refusal = "No."};
  ChatMessage speaking{.role = Role::assistant, .audio = AudioReference{.id = "audio_1"}};
  ChatMessage old_call{.role = Role::assistant, .content = null};
  old_call.function_call = FunctionCall{.name = "weather", .arguments = "{}"};
  const struct {
    std::string what;
    std::vector<ChatMessage> messages;
  } rows[] = {
      {"system", {named(oaicompat::system("Be brief."), "rules"), user("Hi")}},
      {"developer", {named(developer("Be brief."), "rules"), user("Hi")}},
      {"user", {named(user("Hi \"there\",\n\t\\ \x01 Grüße 🙂"), "Ada")}},
      {"assistant", {user("Hi"), named(assistant("Hello."), "Bot"), user("Again")}},
      {"a refusal", {user("Hi"), refusing, user("Please")}},
      {"an audio answer", {user("Hi"), speaking, user("Louder")}},
      {"tool", {user("Hi"), calling(), tool_result("call_1", "Rain"), tool_result("call_2", "1")}},
      {"function", {user("Hi"), old_call, named(message(Role::function, Text{"Rain"}), "weather")}},
  };
  for (const auto& row : rows) check_accepted(row.what, {.model = "gpt-4o", .messages = row.messages});
}

TEST_CASE("stdy accepts content in parts of every kind") {
  const auto text = [](Role role) { return message(role, std::vector<ContentPart>{text_part("a"), text_part("b")}); };
  auto result = text(Role::tool);
  result.tool_call_id = "call_1";
  TextPart cached{.text = "long"};
  cached.prompt_cache_breakpoint = PromptCacheBreakpoint{};
  ImagePart image{.image_url = {.url = "https://example.com/cat.png", .detail = ImageDetail::high}};
  image.prompt_cache_breakpoint = PromptCacheBreakpoint{};
  const struct {
    std::string what;
    ChatMessage message;
  } rows[] = {
      {"text of the system", text(Role::system)},
      {"text of the developer", text(Role::developer)},
      {"text of the user", text(Role::user)},
      {"text of the assistant", text(Role::assistant)},
      {"text of a tool", result},
      {"a refusal", message(Role::assistant, std::vector<ContentPart>{refused("No.")})},
      {"the end of a prefix", user({cached})},
      {"images", user({text_part("What is this?"), image_part(pixel), image})},
      {"audio", user({audio_part("UklGRg==", InputAudioFormat::wav), audio_part("SUQz", InputAudioFormat::mp3)})},
      {"files", user({file_part("a.pdf", "data:application/pdf;base64,JVBERg=="), file_id_part("file-1")})},
  };
  for (const auto& row : rows) check_accepted(row.what, {.model = "gpt-4o", .messages = {user("Hi"), row.message}});
}
