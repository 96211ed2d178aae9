// Parses Python and writes the flat array of analyzer/syntax/tree.ts in one go, without creating a
// JavaScript object for a tree or a node. Built over the C sources that the npm packages
// tree-sitter and tree-sitter-python ship. The portable way is analyzer/syntax/flatten.ts; both
// give the same integers.
//
// flatten(bytes: Uint8Array, utf16: boolean, maxDepth, maxNodes, maxMilliseconds)
//   -> ArrayBuffer of int32, five for each node | 'too-deep' | 'too-many-nodes' | 'too-slow'
// bytes is ASCII (then offsets are bytes) or UTF-16LE (then offsets are code units).
#include <node_api.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <tree_sitter/api.h>

#define STRIDE 5
#define KIND_BITS 12
#define FIELD_BITS 8
#define KIND_ERROR 4095
#define FLAG_NAMED 1
#define FLAG_MISSING 2

const TSLanguage *tree_sitter_python(void);

typedef struct {
  int32_t *nodes;
  size_t count, capacity;
  uint32_t *open;
  size_t depth, open_capacity;
} Flat;

static double now_milliseconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static bool is_late(TSParseState *state) {
  return now_milliseconds() > *(double *)state->payload;
}

typedef struct {
  const char *bytes;
  uint32_t length;
} Source;

static const char *read_source(void *payload, uint32_t index, TSPoint position, uint32_t *read) {
  (void)position;
  const Source *source = payload;
  *read = index < source->length ? source->length - index : 0;
  return source->bytes + (index < source->length ? index : source->length);
}

static bool reserve(Flat *flat) {
  if (flat->count == flat->capacity) {
    size_t capacity = flat->capacity * 2;
    int32_t *nodes = realloc(flat->nodes, capacity * STRIDE * sizeof *nodes);
    if (nodes == NULL) return false;
    flat->nodes = nodes;
    flat->capacity = capacity;
  }
  if (flat->depth == flat->open_capacity) {
    size_t capacity = flat->open_capacity * 2;
    uint32_t *open = realloc(flat->open, capacity * sizeof *open);
    if (open == NULL) return false;
    flat->open = open;
    flat->open_capacity = capacity;
  }
  return true;
}

// Returns NULL when the array is complete, else the reason why it is not.
static const char *walk(TSTreeCursor *cursor, Flat *flat, unsigned shift, size_t max_depth,
                        size_t max_nodes) {
  for (;;) {
    if (flat->count >= max_nodes) return "too-many-nodes";
    if (flat->depth > max_depth) return "too-deep";
    if (!reserve(flat)) return "too-many-nodes";
    TSNode node = ts_tree_cursor_current_node(cursor);
    TSSymbol kind = ts_node_symbol(node);
    int32_t flags = (ts_node_is_named(node) ? FLAG_NAMED : 0) |
                    (ts_node_is_missing(node) ? FLAG_MISSING : 0);
    int32_t *at = flat->nodes + flat->count * STRIDE;
    at[0] = (kind == (TSSymbol)-1 ? KIND_ERROR : kind) |
            (ts_tree_cursor_current_field_id(cursor) << KIND_BITS) |
            (flags << (KIND_BITS + FIELD_BITS));
    at[1] = (int32_t)(ts_node_start_byte(node) >> shift);
    at[2] = (int32_t)(ts_node_end_byte(node) >> shift);
    at[3] = flat->depth == 0 ? -1 : (int32_t)flat->open[flat->depth - 1];
    flat->count += 1;
    if (ts_tree_cursor_goto_first_child(cursor)) {
      flat->open[flat->depth++] = (uint32_t)(flat->count - 1);
      continue;
    }
    at[4] = (int32_t)flat->count;
    while (!ts_tree_cursor_goto_next_sibling(cursor)) {
      if (flat->depth == 0) return NULL;
      uint32_t parent = flat->open[--flat->depth];
      flat->nodes[parent * STRIDE + 4] = (int32_t)flat->count;
      ts_tree_cursor_goto_parent(cursor);
    }
  }
}

static napi_value fail(napi_env env, const char *message) {
  napi_throw_error(env, NULL, message);
  return NULL;
}

static napi_value as_string(napi_env env, const char *text) {
  napi_value value;
  return napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value) == napi_ok ? value : NULL;
}

static napi_value as_buffer(napi_env env, const Flat *flat) {
  napi_value buffer;
  void *data;
  size_t size = flat->count * STRIDE * sizeof *flat->nodes;
  if (napi_create_arraybuffer(env, size, &data, &buffer) != napi_ok) {
    return fail(env, "The flat tree does not fit into memory");
  }
  memcpy(data, flat->nodes, size);
  return buffer;
}

static napi_value flatten_tree(napi_env env, const TSTree *tree, unsigned shift, size_t max_depth,
                               size_t max_nodes) {
  Flat flat = {.capacity = 4096, .open_capacity = 256};
  flat.nodes = malloc(flat.capacity * STRIDE * sizeof *flat.nodes);
  flat.open = malloc(flat.open_capacity * sizeof *flat.open);
  napi_value result;
  if (flat.nodes == NULL || flat.open == NULL) {
    result = fail(env, "The flat tree does not fit into memory");
  } else {
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    const char *failure = walk(&cursor, &flat, shift, max_depth, max_nodes);
    ts_tree_cursor_delete(&cursor);
    result = failure == NULL ? as_buffer(env, &flat) : as_string(env, failure);
  }
  free(flat.nodes);
  free(flat.open);
  return result;
}

static napi_value flatten(napi_env env, napi_callback_info info) {
  napi_value argument[5];
  size_t count = 5;
  bool is_typed_array = false, utf16 = false;
  napi_typedarray_type type;
  void *bytes;
  size_t length;
  uint32_t max_depth, max_nodes;
  double max_milliseconds;
  if (napi_get_cb_info(env, info, &count, argument, NULL, NULL) != napi_ok || count != 5 ||
      napi_is_typedarray(env, argument[0], &is_typed_array) != napi_ok || !is_typed_array ||
      napi_get_typedarray_info(env, argument[0], &type, &length, &bytes, NULL, NULL) != napi_ok ||
      type != napi_uint8_array || length > INT32_MAX ||
      napi_get_value_bool(env, argument[1], &utf16) != napi_ok ||
      napi_get_value_uint32(env, argument[2], &max_depth) != napi_ok ||
      napi_get_value_uint32(env, argument[3], &max_nodes) != napi_ok ||
      napi_get_value_double(env, argument[4], &max_milliseconds) != napi_ok) {
    return fail(env, "flatten(bytes, utf16, maxDepth, maxNodes, maxMilliseconds)");
  }
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_python())) {
    ts_parser_delete(parser);
    return fail(env, "The grammar does not fit the parser");
  }
  double deadline = now_milliseconds() + max_milliseconds;
  Source source = {.bytes = bytes, .length = (uint32_t)length};
  TSInput input = {.payload = &source,
                   .read = read_source,
                   .encoding = utf16 ? TSInputEncodingUTF16LE : TSInputEncodingUTF8};
  TSParseOptions options = {.payload = &deadline, .progress_callback = is_late};
  TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
  ts_parser_delete(parser);
  if (tree == NULL) return as_string(env, "too-slow");
  napi_value result = flatten_tree(env, tree, utf16 ? 1 : 0, max_depth, max_nodes);
  ts_tree_delete(tree);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  if (napi_create_function(env, "flatten", NAPI_AUTO_LENGTH, flatten, NULL, &function) != napi_ok ||
      napi_set_named_property(env, exports, "flatten", function) != napi_ok) {
    return fail(env, "The addon could not be set up");
  }
  return exports;
}
