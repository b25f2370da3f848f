[
<% for x in examples %>
  {
    "operation": "<%= x.operation %>",
    "command": "<%= x.command %>",
    "args": <%= x.args | json %>,
    "call": <%= x.call | json %>,
    "input": <%= x.input | json %>,
    "output": <%= x.output | json %>
  }<% if not loop.last %>,<% end %>
<% end %>
]
