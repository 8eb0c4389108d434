"""Time, and work that goes on in it: handed in from the desk down, so that tests own both."""

from xlbetflag.scheduling.scheduler import Lane, Scheduler
from xlbetflag.scheduling.simulation import Simulation
from xlbetflag.scheduling.threads import THREADS, Threads

__all__ = ["THREADS", "Lane", "Scheduler", "Simulation", "Threads"]
