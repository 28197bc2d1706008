// Scripts of counters that gateways share; each is one step for the server.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1::detail {

// Those that lease have a second key, which marks the memory that the counters are in, and as their last ARGV what the
// gateway knows it to be. Where it is another one, or gone, the counters were lost: null, and nothing is leased. `*`
// tells whatever is marked.

// Of a minute. ARGV: limit, have, want, need, least, mark. Gives what the gateway has, and what is left for all. What
// is missing of the limit is a number with a fraction; it falls evenly. What is owed is taken whether it is there or
// not.
inline constexpr const char* redis_minute_script = R"lua(
if ARGV[#ARGV] ~= '*' and redis.call('GET', KEYS[2]) ~= ARGV[#ARGV] then return false end
local limit, have, want = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local need, least = tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local got = redis.call('HMGET', KEYS[1], 'm', 't')
local missing, at = tonumber(got[1] or 0), tonumber(got[2] or now)
if now > at then missing, at = math.max(0, missing - (now - at) * limit / 60000), now end
missing = math.max(missing, least)
if have < 0 then missing, have = missing - have, 0 end
local hold = math.floor(math.max(0, math.min(want, limit - missing + have)))
if hold < need then hold = 0 end
missing = math.max(0, missing + hold - have)
redis.call('HSET', KEYS[1], 'm', string.format('%.17g', missing), 't', string.format('%.17g', at))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', missing / limit * 60000 + 60000))
return {hold, math.floor(limit - missing), {}}
)lua";

// Of a day or month. ARGV: the gateway, limit, spent, want, need, how long to keep it in ms, mark. Each gateway has a
// field: what it spent, and its lease. Gives what the gateway has, what is left for all, and the fields.
inline constexpr const char* redis_calendar_script = R"lua(
if ARGV[#ARGV] ~= '*' and redis.call('GET', KEYS[2]) ~= ARGV[#ARGV] then return false end
local limit, spent, want, need = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local all = redis.call('HGETALL', KEYS[1])
local left = limit - spent
for i = 1, #all, 2 do
  if all[i] ~= ARGV[1] then left = left - tonumber(all[i + 1]) end
end
local hold = math.max(0, math.min(want, left))
if hold < need then hold = 0 end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', spent + hold))
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return {hold, left - hold, all}
)lua";

// Of slots. The same; a field holds until when it counts, too, and `how long` is how long that is.
inline constexpr const char* redis_slots_script = R"lua(
if ARGV[#ARGV] ~= '*' and redis.call('GET', KEYS[2]) ~= ARGV[#ARGV] then return false end
local limit, used, want, need = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
local left = limit - used
for i = 1, #all, 2 do
  local held, over = string.match(all[i + 1], '^(%d+):(%d+)$')
  if not over or tonumber(over) < now then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] ~= ARGV[1] then
    left = left - tonumber(held)
  end
end
local hold = math.max(0, math.min(want, left))
if hold < need then hold = 0 end
if used + hold == 0 then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f:%.0f', used + hold, now + ARGV[6]))
  redis.call('PEXPIRE', KEYS[1], ARGV[6] * 2)
end
return {hold, left - hold, all}
)lua";

// Tells a server that lost its memory what others had. ARGV: how long to keep it in ms, then fields and values.
inline constexpr const char* redis_restore_script = R"lua(
for i = 2, #ARGV, 2 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local told = tonumber(ARGV[i + 1])
  if not known or told and told > tonumber(known) then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 0
)lua";

// A gateway that ends leaves what it spent of a day or month to the field of all that ended. ARGV: the gateway.
inline constexpr const char* redis_leave_script = R"lua(
local spent = redis.call('HGET', KEYS[1], ARGV[1])
if spent then redis.call('HINCRBY', KEYS[1], 'ended', spent) end
redis.call('HDEL', KEYS[1], ARGV[1])
return 0
)lua";

}  // namespace oaicompat::inline v1::detail
