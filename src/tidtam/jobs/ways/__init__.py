"""The ways out of the house: mail, LINE, a webhook. The only place that speaks to the network.

They stand in ``jobs`` and not in ``notices``, so that no action can reach them: what an action
does stays inside its transaction, and only a worker, who holds none, sends. The standard
library is enough for two kinds of POST.
"""
