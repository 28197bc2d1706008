// Let the model call a function of ours until it has its answer.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>

#include <fmt/format.h>

#include <string>

struct Place {
  std::string city;
};
constexpr auto describe(oaicompat::Type<Place>) {
  return oaicompat::object("Place", oaicompat::field("city", &Place::city, "A city's name."));
}

std::string get_weather(const std::string& arguments) {
  const auto place = oaicompat::parse_owned<Place>(arguments);
  if (!place) return "error: " + place.error().message;  // the model reads it and may try again
  return "21 degrees and sunny in " + place->city;
}

int main(int argc, char** argv) {
  using namespace oaicompat;
  Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  ChatRequest request{.model = "demo", .messages = {user("Use get_weather to tell me how warm it is in Oslo.")}};
  request.tools = {function_tool("get_weather", "The weather in a city.", schema<Place>())};
  for (int round = 0; round < 5; ++round) {
    const auto answer = client.chat(request);
    if (!answer || answer->choices.empty()) return 1;
    const auto& message = answer->choices.front().message;
    if (!message.tool_calls) {
      fmt::print("{}\n", answer->text());
      return 0;
    }
    request.messages.push_back(to_message(message));
    for (const auto& call : *message.tool_calls) {
      if (call.function) request.messages.push_back(tool_result(call.id, get_weather(call.function->arguments.str())));
    }
  }
  return 1;
}
