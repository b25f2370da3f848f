root = true

[*]
charset = utf-8
end_of_line = lf
indent_size = 4
indent_style = space
insert_final_newline = true
max_line_length = 100
trim_trailing_whitespace = true

[*.{yml,json,toml}]
indent_size = 2

[*.md]
trim_trailing_whitespace = false
