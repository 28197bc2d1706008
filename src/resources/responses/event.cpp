// Reading and writing the events of a response's stream.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/event_json.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseEvent>;

}  // namespace oaicompat::inline v1
