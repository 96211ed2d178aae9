class Server:
    def start(self):
        try:
            self.state_callback(True)
        except Exception:  #! medium
            pass

    def save(self, path, text):
        try:
            path.write_text(text)
        except Exception:  #! high
            pass

    def run_command_without_raising(self, command):
        try:
            run_command(command)
        except Exception:  #! medium
            pass

    def emit_restart(self):
        try:
            message = "restarted {0}".format(self.name)
            logger.info(message)
            add_event("restart", message=message)
        except Exception:  #! medium
            pass
