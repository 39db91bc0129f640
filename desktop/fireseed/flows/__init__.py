"""The walks that cross rooms: search to offer, download to library, message to answer.

Each step is one call into one room; what happens in between is only the order. Both faces use these.
"""
