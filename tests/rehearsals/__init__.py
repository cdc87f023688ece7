"""What can happen to a machine, done to the real server: processes are killed, databases stopped, disks filled."""
