// Reading and writing the events of a response's stream.
// SPDX-License-Identifier: MIT
#include <oaicompat/describe/response_event.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/types/codec.hpp>

namespace oaicompat::inline v1 {

template struct OAICOMPAT_API Codec<ResponseEvent>;

}  // namespace oaicompat::inline v1
