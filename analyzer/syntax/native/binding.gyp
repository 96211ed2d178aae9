{
  "targets": [
    {
      "target_name": "lectern_flatten",
      "sources": [
        "flatten.c",
        "<(tree_sitter)/vendor/tree-sitter/lib/src/lib.c",
        "<(tree_sitter_python)/src/parser.c",
        "<(tree_sitter_python)/src/scanner.c"
      ],
      "include_dirs": [
        "<(tree_sitter)/vendor/tree-sitter/lib/include",
        "<(tree_sitter)/vendor/tree-sitter/lib/src",
        "<(tree_sitter_python)/src"
      ],
      "defines": ["NAPI_VERSION=8", "_POSIX_C_SOURCE=200112L", "_DEFAULT_SOURCE"],
      "conditions": [
        ["OS!='win'", { "cflags_c": ["-std=c11", "-O2", "-fvisibility=hidden"] }],
        ["OS=='win'", { "cflags_c": ["/std:c11", "/utf-8"] }]
      ]
    }
  ],
  "variables": {
    "tree_sitter%": "../../../node_modules/tree-sitter",
    "tree_sitter_python%": "../../../node_modules/tree-sitter-python"
  }
}
