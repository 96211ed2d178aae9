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
// Of the sources of tree-sitter, not of its interface: this and lib.c are of one version.
#include "language.h"
#include "subtree.h"
#include "tree.h"

#define STRIDE 5
#define KIND_BITS 12
#define FIELD_BITS 8
#define KIND_ERROR 4095
#define FLAG_NAMED 1
#define FLAG_MISSING 2

const TSLanguage *tree_sitter_python(void);

// Of a subtree that has children: what is needed to go on to its next one. Most subtrees are hidden
// (the links of a repetition, the supertypes of the grammar): their children count as those of the
// nearest visible one, and take their field where they have none of their own.
typedef struct {
  const Subtree *children;
  uint32_t count, next;
  // Number of the next child among those that are no extras, which aliases and fields go by.
  uint32_t structural;
  // Where the last child ends; before the first one, where the subtree starts.
  uint32_t position;
  const TSSymbol *aliases;
  const TSFieldMapEntry *fields, *fields_end;
  // For children without a field of their own; 0 in a visible subtree.
  TSFieldId field;
  // Index of the nearest visible subtree, which may be this one.
  int32_t parent;
  bool is_visible;
} Frame;

typedef struct {
  int32_t *nodes;
  size_t count, capacity;
  Frame *open;
  size_t open_count, open_capacity;
  // Visible subtrees among the open ones.
  size_t depth;
  unsigned shift;
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

static bool reserve_node(Flat *flat) {
  if (flat->count < flat->capacity) return true;
  size_t capacity = flat->capacity * 2;
  int32_t *nodes = realloc(flat->nodes, capacity * STRIDE * sizeof *nodes);
  if (nodes == NULL) return false;
  flat->nodes = nodes;
  flat->capacity = capacity;
  return true;
}

static bool reserve_frame(Flat *flat) {
  if (flat->open_count < flat->open_capacity) return true;
  size_t capacity = flat->open_capacity * 2;
  Frame *open = realloc(flat->open, capacity * sizeof *open);
  if (open == NULL) return false;
  flat->open = open;
  flat->open_capacity = capacity;
  return true;
}

// Appends a visible subtree, as long as if it had no children; room was made.
static void append(Flat *flat, const TSLanguage *language, Subtree subtree, TSSymbol alias,
                   TSFieldId field, uint32_t start, int32_t parent) {
  TSSymbol kind = ts_language_public_symbol(language, alias ? alias : ts_subtree_symbol(subtree));
  bool is_named = alias ? ts_language_symbol_metadata(language, alias).named
                        : ts_subtree_named(subtree);
  int32_t flags =
      (is_named ? FLAG_NAMED : 0) | (ts_subtree_missing(subtree) ? FLAG_MISSING : 0);
  int32_t *at = flat->nodes + flat->count * STRIDE;
  at[0] = (kind == ts_builtin_sym_error ? KIND_ERROR : kind) | (field << KIND_BITS) |
          (flags << (KIND_BITS + FIELD_BITS));
  at[1] = (int32_t)(start >> flat->shift);
  at[2] = (int32_t)((start + ts_subtree_size(subtree).bytes) >> flat->shift);
  at[3] = parent;
  flat->count += 1;
  at[4] = (int32_t)flat->count;
}

// Opens a subtree for its children; room was made.
static void open_frame(Flat *flat, const TSLanguage *language, Subtree subtree, uint32_t start,
                       TSFieldId field, int32_t parent, bool is_visible) {
  Frame *frame = flat->open + flat->open_count++;
  uint32_t production = ts_subtree_production_id(subtree);
  *frame = (Frame){.children = ts_subtree_children(subtree),
                   .count = ts_subtree_child_count(subtree),
                   .position = start,
                   .aliases = ts_language_alias_sequence(language, production),
                   .field = is_visible ? 0 : field,
                   .parent = parent,
                   .is_visible = is_visible};
  ts_language_field_map(language, production, &frame->fields, &frame->fields_end);
  if (is_visible) flat->depth += 1;
}

static TSFieldId own_field(const Frame *frame) {
  for (const TSFieldMapEntry *map = frame->fields; map < frame->fields_end; map++) {
    if (!map->inherited && map->child_index == frame->structural) return map->field_id;
  }
  return 0;
}

// Goes through the parser's own subtrees: its public cursor finds the way from the parent anew for
// each node, which takes half as long as parsing. Returns NULL when the array is complete, else the
// reason why it is not.
static const char *walk(const TSTree *tree, Flat *flat, size_t max_depth, size_t max_nodes) {
  const TSLanguage *language = tree->language;
  uint32_t start = ts_subtree_padding(tree->root).bytes;
  if (max_nodes == 0) return "too-many-nodes";
  append(flat, language, tree->root, 0, 0, start, -1);
  open_frame(flat, language, tree->root, start, 0, 0, true);
  while (flat->open_count > 0) {
    Frame *frame = flat->open + flat->open_count - 1;
    if (frame->next == frame->count) {
      if (frame->is_visible) {
        flat->nodes[frame->parent * STRIDE + 4] = (int32_t)flat->count;
        flat->depth -= 1;
      }
      flat->open_count -= 1;
      continue;
    }
    Subtree child = frame->children[frame->next];
    uint32_t from = frame->position + (frame->next == 0 ? 0 : ts_subtree_padding(child).bytes);
    frame->position = from + ts_subtree_size(child).bytes;
    frame->next += 1;
    TSSymbol alias = 0;
    TSFieldId field = 0;
    if (!ts_subtree_extra(child)) {
      if (frame->aliases != NULL) alias = frame->aliases[frame->structural];
      field = own_field(frame);
      if (field == 0) field = frame->field;
      frame->structural += 1;
    }
    bool is_visible = alias != 0 || ts_subtree_visible(child);
    int32_t parent = frame->parent;
    if (is_visible) {
      if (flat->count >= max_nodes || !reserve_node(flat)) return "too-many-nodes";
      if (flat->depth > max_depth) return "too-deep";
      append(flat, language, child, alias, field, from, parent);
      parent = (int32_t)flat->count - 1;
    }
    if (ts_subtree_visible_child_count(child) == 0) continue;
    if (!reserve_frame(flat)) return "too-many-nodes";
    open_frame(flat, language, child, from, field, parent, is_visible);
  }
  return NULL;
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
  Flat flat = {.capacity = 4096, .open_capacity = 256, .shift = shift};
  flat.nodes = malloc(flat.capacity * STRIDE * sizeof *flat.nodes);
  flat.open = malloc(flat.open_capacity * sizeof *flat.open);
  napi_value result;
  if (flat.nodes == NULL || flat.open == NULL) {
    result = fail(env, "The flat tree does not fit into memory");
  } else {
    const char *failure = walk(tree, &flat, max_depth, max_nodes);
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
