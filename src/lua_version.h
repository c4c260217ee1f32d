/*
** lua_version: what Lua 5.3 and 5.4 call differently, and how the module
** meets a Lua that it was not built for: functions that only one of the two
** has are weak, so that it is not the linker that refuses, with the name of a
** symbol, but luaL_checkversion, with the versions.
*/
#ifndef ORC_LUA_VERSION_H
#define ORC_LUA_VERSION_H

#include <lua.h>

#if LUA_VERSION_NUM < 504
#pragma weak lua_newuserdata
#pragma weak lua_setuservalue
#pragma weak lua_getuservalue
#define lua_newuserdatauv(L, size, count) lua_newuserdata(L, size)
#define lua_setiuservalue(L, index, n) lua_setuservalue(L, index)
#define lua_getiuservalue(L, index, n) lua_getuservalue(L, index)
#else
#pragma weak lua_newuserdatauv
#pragma weak lua_setiuservalue
#pragma weak lua_getiuservalue
#endif

#endif
