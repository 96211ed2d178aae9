import builtins

builtins.profile = lambda function: function
setattr(builtins, "trace", print)
