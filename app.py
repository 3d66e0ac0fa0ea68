"""The entry of the app: Streamlit runs it as a script for every page, its server imports it."""

import streamlit as st

from pages.parts import server

if __name__ == "__main__":
    from pages.parts import frame

    frame.draw()
else:
    app = st.App(__file__, middleware=server.MIDDLEWARE, lifespan=server.lifespan)
