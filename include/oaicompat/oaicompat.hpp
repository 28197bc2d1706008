// Everything, for a first try. Includes simdjson; the faces alone, client.hpp and server.hpp, do not.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/api/accumulate.hpp>
#include <oaicompat/api/accumulate_response.hpp>
#include <oaicompat/api/offload.hpp>
#include <oaicompat/api/response_operations.hpp>
#include <oaicompat/base/blocking.hpp>
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/client.hpp>
#include <oaicompat/http/hop_by_hop.hpp>
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/schema.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/layers/access_log.hpp>
#include <oaicompat/layers/api_keys.hpp>
#include <oaicompat/layers/bearer.hpp>
#include <oaicompat/layers/catch_all.hpp>
#include <oaicompat/layers/cors.hpp>
#include <oaicompat/layers/decompress.hpp>
#include <oaicompat/layers/default_headers.hpp>
#include <oaicompat/layers/forward.hpp>
#include <oaicompat/layers/health.hpp>
#include <oaicompat/layers/keep_alive.hpp>
#include <oaicompat/layers/limits.hpp>
#include <oaicompat/layers/pass_on.hpp>
#include <oaicompat/layers/request_id.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/layers/timeouts.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/stores/memory_store.hpp>
#include <oaicompat/transport/httplib_client.hpp>
#include <oaicompat/transport/httplib_server.hpp>
#include <oaicompat/transport/memory.hpp>
#include <oaicompat/types/codec.hpp>
#include <oaicompat/version.hpp>
