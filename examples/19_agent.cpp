// An agent: the model calls functions of ours until it knows the answer, then fills in a struct.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/kit/run_tools.hpp>
#include <oaicompat/kit/structured.hpp>

#include <fmt/format.h>

#include <string>

using namespace oaicompat;

struct Place {
  std::string city;
};
constexpr auto describe(Type<Place>) { return object("Place", field("city", &Place::city, "A city's name.")); }

struct Weather {
  double celsius = 0;
  std::string sky;
};
constexpr auto describe(Type<Weather>) {
  return object("Weather", field("celsius", &Weather::celsius), field("sky", &Weather::sky));
}

struct Advice {
  std::string clothes;
  bool umbrella = false;
};
constexpr auto describe(Type<Advice>) {
  return object("Advice", field("clothes", &Advice::clothes, "What to wear."), field("umbrella", &Advice::umbrella));
}

int main(int argc, char** argv) {
  const Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  Toolbox tools;
  tools.add<Place>("get_weather", "The weather in a city.", [](const Place& place) -> Result<Weather> {
    if (place.city == "Atlantis") return api_error(404, "There is no such city any more.");  // told to the model
    return Weather{21, "sunny"};
  });

  auto run = run_tools(
      client, {.model = "demo", .messages = {user("Use get_weather to tell me how warm it is in Oslo.")}}, tools,
      {.streamed = true,
       .on_text = [](std::string_view text) { fmt::print("{}", text); },
       .on_result =
           [](const PerformedCall& each) {
             fmt::print("{}({}) = {}\n", each.call.name, each.call.arguments, each.result.text);
           }});
  if (!run) {
    fmt::print(stderr, "{}\n", to_string(*run.error));
    return 1;
  }
  fmt::print("\n{} answers, {} tokens\n", run.rounds, run.usage.total);

  run.messages.push_back(user("What shall I wear?"));
  const auto advice = chat_as<Advice>(client, {.model = "demo", .messages = run.messages});
  if (!advice) {
    fmt::print(stderr, "{}\n", to_string(advice.error()));
    return 1;
  }
  fmt::print("{}{}\n", advice->clothes, advice->umbrella ? ", and an umbrella" : "");
}
