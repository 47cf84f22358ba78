# docker compose up (see compose.yaml); or, with the password set first by `haeseol password` behind the same two volumes:
#   docker build -t haeseol .
#   docker run -p 127.0.0.1:7860:7860 -v library:/home/haeseol/library -v models:/home/haeseol/models haeseol
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 haeseol
WORKDIR /opt/haeseol
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONUNBUFFERED=1

COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY corpus ./corpus
COPY bot ./bot
RUN pip install -c constraints.txt .

# Articles, conversations and keys in one volume, models in the other: both outlive the container.
ENV HAESEOL_HOME=/home/haeseol/library HAESEOL_CACHE=/home/haeseol/models HAESEOL_HOST=0.0.0.0
RUN mkdir -p $HAESEOL_HOME $HAESEOL_CACHE && chown haeseol:haeseol $HAESEOL_HOME $HAESEOL_CACHE
USER haeseol
WORKDIR /home/haeseol
VOLUME ["/home/haeseol/library", "/home/haeseol/models"]
EXPOSE 7860

# The first start fetches 1.2 GB of models before it listens.
HEALTHCHECK --start-period=10m --interval=30s --timeout=5s CMD ["python", "-c", \
  "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["haeseol", "serve"]
