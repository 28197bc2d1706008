// What fine-tuning keeps beside the objects of the API. Not part of the public interface.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/json/document.hpp>
#include <oaicompat/resources/fine_tuning/job.hpp>

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#endif
#include <oaicompat/resources/fine_tuning/job_json.hpp>

#include <cstdint>
#include <optional>

namespace oaicompat::inline v1 {
namespace detail {

// A job, and what its trainer needs to go on.
struct FineTuneRecord {
  FineTuningJob job{};
  Text principal{};
  std::optional<Text> tenant{};
  std::optional<Text> suffix{};
  std::int64_t deadline = 0;
  bool validated = false;
  std::int64_t events = 0;
  Text state{};
  Extras extra{};
  bool operator==(const FineTuneRecord&) const = default;
};
constexpr auto describe(Type<FineTuneRecord>) {
  return object("FineTuneRecord", field("job", &FineTuneRecord::job, "The job."),
                field("principal", &FineTuneRecord::principal, "Who made it."),
                field("tenant", &FineTuneRecord::tenant, "Whose records it may see."),
                field("suffix", &FineTuneRecord::suffix, "What the new model's name holds."),
                field("deadline", &FineTuneRecord::deadline, "When its time runs out, in seconds since 1970."),
                field("validated", &FineTuneRecord::validated, "Whether its files were read."),
                field("events", &FineTuneRecord::events, "How many events are kept."),
                field("state", &FineTuneRecord::state, "What its trainer goes on from."));
}

}  // namespace detail

#if !OAICOMPAT_HEADER_ONLY
extern template struct Codec<detail::FineTuneRecord>;
#endif

}  // namespace oaicompat::inline v1
