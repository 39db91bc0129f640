"""Places that publish models. One module a hub, all answering `hubs.protocol.Hub`."""
