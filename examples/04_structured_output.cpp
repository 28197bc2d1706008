// Have the model fill in a struct of yours.
// SPDX-License-Identifier: MIT
#include <oaicompat/client.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

struct Weather {
  std::string city;
  double celsius = 0;
  std::vector<std::string> warnings;
  std::optional<std::string> remark;
};
// A struct's JSON is said once, beside it: reading, writing and its schema all follow.
constexpr auto describe(oaicompat::Type<Weather>) {
  return oaicompat::object("Weather", oaicompat::field("city", &Weather::city, "Where."),
                           oaicompat::field("celsius", &Weather::celsius, "How warm it is."),
                           oaicompat::field("warnings", &Weather::warnings, "What to beware of."),
                           oaicompat::field("remark", &Weather::remark));
}

int main(int argc, char** argv) {
  oaicompat::Client client{{.base_url = argc > 1 ? argv[1] : ""}};

  oaicompat::ChatRequest request{.model = "demo", .messages = {oaicompat::user("How is the weather in Oslo?")}};
  request.response_format = oaicompat::json_schema_format("weather", oaicompat::schema<Weather>());
  const auto answer = client.chat(request);
  if (!answer) return 1;
  const auto weather = oaicompat::parse_owned<Weather>(answer->text());
  if (!weather) {
    fmt::print(stderr, "{}: {}\n", weather.error().param, weather.error().message);
    return 1;
  }
  fmt::print("{}: {} degrees, {} warnings\n", weather->city, weather->celsius, weather->warnings.size());
}
