class Channel:
    def __del__(self):
        try:
            self.close()
        except:  #! low
            pass

    def end(self):
        try:
            self.close()
        except:  #! medium
            pass
